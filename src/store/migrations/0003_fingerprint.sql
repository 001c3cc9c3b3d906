-- What the newest row of an open broadcast said, as a fingerprint of its texts: the next sweep finds
-- what has changed without reading them. Null: not known yet, so that row counts as changed.

alter table live_broadcasts add column fingerprint text;
