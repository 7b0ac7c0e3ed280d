-- A session says how surely it is known who somebody is, and by which provider of identities it began, so that the
-- provider can end it. The provider's own name of its session is kept by a keyed hash.

ALTER TABLE session ADD COLUMN assurance {text} NOT NULL DEFAULT 'basic';
ALTER TABLE session ADD COLUMN provider {text};
ALTER TABLE session ADD COLUMN provider_hash {bytes};
CREATE INDEX session_provider ON session (provider, provider_hash);
