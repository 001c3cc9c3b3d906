-- The mark of a demo: a database that has this row holds an invented world, and never anything
-- real. Version, seed and scale say which world; replay_from and replay_until are set while its
-- past is being filled in.

create table demo (
  is_demo boolean primary key default true check (is_demo),
  version integer not null,
  seed integer not null,
  scale integer not null,
  replay_from timestamptz,
  replay_until timestamptz
);
