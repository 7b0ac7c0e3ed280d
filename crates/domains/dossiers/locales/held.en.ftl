# What the province holds already is not asked again (fact 2.29).

dossiers-held-title = The province has this paper already
dossiers-held-lead = You can use it again instead of handing it in once more.
dossiers-held-use = Use the paper that is there
dossiers-held-source-result = Result { $code }, issued by { $unit } on { $day }
dossiers-held-source-paper = Handed in with dossier { $code } at { $unit } on { $day }
dossiers-held-from = Taken from { $code }, { $unit }, { $day }
dossiers-held-drafted = The list of kinds of papers behind this is a draft [SAMPLE]
dossiers-held-taken = The paper that was there is used
dossiers-error-held-gone = This paper cannot be used any more, or is in the dossier already. Choose another one or upload a file.
dossiers-error-held-asked = The province has the paper that you ask for. Take it into the dossier, or say why it must be handed in all the same.
dossiers-act-ask-held = Reason for asking for a paper that the province has

dossiers-desk-held = Held already
dossiers-desk-held-warning = The province has papers that are missing here. Look at them and take them into the dossier under Papers; do not ask the applicant for them again.
dossiers-desk-held-go = Open Papers
dossiers-desk-held-take = Take into the dossier
dossiers-desk-held-void = this result was made void
dossiers-desk-held-taken = Paper taken from what is held
dossiers-desk-held-removed = Paper taken from what is held removed
dossiers-desk-source-held = Held already
dossiers-desk-look-held = Opened a paper that is held
dossiers-desk-field-ask-supplement-held_reason = Reason for asking for a paper that the province has
dossiers-desk-field-ask-supplement-held_reason-hint = Only when what is held cannot be used for this dossier. The reason goes into the history.
dossiers-done-take-held = The paper was taken into the dossier.
