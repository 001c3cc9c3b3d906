-- What the gate tells beside who is live: how whole a split list was, profiles, art, followers and
-- the directory's order, each with the moment it was read.

-- walked_whole: whether all of the list was walked, beside its parts or alone, however far it came.
-- Streams that this walk held and those split by language did not, and the other way round: null where
-- the two did not both come to their end.
alter table sweeps
  add column walked_whole boolean not null default true,
  add column split_missed integer,
  add column whole_missed integer;

-- What is live is asked by the newest sweep of each scope, however long ago it was.
create index sweeps_scope on sweeps (platform, scope, collected_at);

alter table platforms add column directory_read_at timestamptz;

-- The platform's own id of the channel stands in the live row as well: what is open is then one scan,
-- without a look at a channel for each row.
alter table live_broadcasts add column platform_channel_id text;

update live_broadcasts l
set platform_channel_id = c.channel_id
from channels c
where c.id = l.channel_id;

alter table live_broadcasts alter column platform_channel_id set not null;

-- registered_at: when the platform says the channel came to it. Null = not known.
alter table channels
  add column description text,
  add column broadcaster_type text,
  add column registered_at timestamptz,
  add column profile_read_at timestamptz,
  add column followers_read_at timestamptz;

alter table categories
  add column art_url text,
  add column art_read_at timestamptz;

-- follower_count in channels is the newest of these.
create table follower_readings (
  channel_id bigint not null,
  read_at timestamptz not null,
  followers bigint not null,
  primary key (channel_id, read_at)
);

-- The platform's own order of its categories: 1 = the first of its directory.
create table directory_readings (
  category_key integer not null,
  read_at timestamptz not null,
  directory_rank integer not null,
  primary key (category_key, read_at)
);
