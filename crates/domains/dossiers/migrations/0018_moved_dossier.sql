-- What a reorganisation did with a dossier is asked when its next step reaches an area that was divided.

CREATE INDEX dossier_move_dossier ON dossier_move (dossier_id, plan_id);
