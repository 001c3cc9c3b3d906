-- Sums are booked with every sweep: per broadcast, segment, channel and UTC day, and per platform,
-- category and language by UTC hour and day. Each figure adds up or is a maximum.

-- The live row carries one set of running sums: of its broadcast, since it became open. What of them
-- belongs to the time before the open segment, or before the open day (the UTC day of its last
-- sample), is written out; the difference is not yet. So a reader adds the live row to what is stored.
alter table live_broadcasts
  drop column segment_samples,
  drop column segment_half_viewer_seconds,
  drop column segment_present_seconds,
  drop column segment_observed_seconds,
  drop column segment_reported_seconds,
  drop column segment_gaps,
  drop column day_half_viewer_seconds,
  drop column day_present_seconds,
  drop column day_observed_seconds,
  drop column day_reported_seconds,
  drop column day_samples,
  drop column day_gaps,
  add column before_segment_half_viewer_seconds bigint not null default 0,
  add column before_day_half_viewer_seconds bigint not null default 0,
  add column before_segment_present_seconds integer not null default 0,
  add column before_segment_observed_seconds integer not null default 0,
  add column before_segment_reported_seconds integer not null default 0,
  add column before_segment_samples integer not null default 0,
  add column before_segment_gaps integer not null default 0,
  add column before_day_present_seconds integer not null default 0,
  add column before_day_observed_seconds integer not null default 0,
  add column before_day_reported_seconds integer not null default 0,
  add column before_day_samples integer not null default 0,
  add column before_day_gaps integer not null default 0;

-- Where a broadcast's booked time begins, as it was booked: its head, or its first sample if it has
-- none. Null = recorded before sums were.
alter table broadcasts add column booked_from_at timestamptz;

-- When an end was booked: the time of the sweep or look-up that found it. Until then a broadcast counts
-- as open. Null = booked before this was noted, when gone_at is the nearest that is known.
alter table broadcast_ends add column booked_at timestamptz;

-- Up to which hour the platform's hours are added up in rollup_days as well; the later ones are not.
alter table platforms add column folded_until timestamptz;

-- One partition a month. The airtimes are the unions over the channel's broadcasts: null = as the
-- sums are, or not worked out yet where a channel can have several broadcasts at once.
create table channel_days (
  channel_id bigint not null,
  half_viewer_seconds bigint not null default 0,
  peak_at timestamptz,
  day date not null,
  platform platform not null,
  present_seconds integer not null default 0,
  observed_seconds integer not null default 0,
  reported_seconds integer not null default 0,
  peak_viewers integer,
  samples integer not null default 0,
  gaps integer not null default 0,
  broadcasts_started integer not null default 0,
  airtime_seconds integer,
  airtime_present_seconds integer,
  airtime_observed_seconds integer,
  primary key (channel_id, day)
) partition by range (day);

-- What a row of rollups is of: everything of a platform, one category, one language, or both.
create type rollup_grain as enum ('platform', 'category', 'language', 'category_language');

-- Margins by the hour, kept for ever. The keys of rollups stand in the order in which they are asked for:
-- by platform, perhaps a language, and time. A null key where the grain names one: no category, or no
-- language that is known. Pages of rows that many sweeps update are half filled: full ones lose a quarter
-- of the time and, as each update leaves its page, end up larger (28 against 48 MB of a day's hours).
create table rollup_hours (
  half_viewer_seconds bigint not null default 0,
  present_seconds bigint not null default 0,
  observed_seconds bigint not null default 0,
  reported_seconds bigint not null default 0,
  hour timestamptz not null,
  peak_at timestamptz,
  platform platform not null,
  grain rollup_grain not null,
  category_key integer,
  peak_viewers integer,
  samples integer not null default 0,
  gaps integer not null default 0,
  broadcasts_started integer not null default 0,
  language text,
  constraint rollup_hours_key
    unique nulls not distinct (platform, grain, language, hour, category_key)
) with (fillfactor = 50);

-- Category × language by the hour, one partition a day, kept for 35 days.
create table rollup_pair_hours (
  half_viewer_seconds bigint not null default 0,
  present_seconds bigint not null default 0,
  observed_seconds bigint not null default 0,
  reported_seconds bigint not null default 0,
  hour timestamptz not null,
  peak_at timestamptz,
  platform platform not null,
  category_key integer,
  peak_viewers integer,
  samples integer not null default 0,
  gaps integer not null default 0,
  broadcasts_started integer not null default 0,
  language text,
  constraint rollup_pair_hours_key
    unique nulls not distinct (platform, language, hour, category_key)
) partition by range (hour);

-- All grains by the day, kept for ever: hours that are over, added up (platforms.folded_until).
create table rollup_days (
  half_viewer_seconds bigint not null default 0,
  present_seconds bigint not null default 0,
  observed_seconds bigint not null default 0,
  reported_seconds bigint not null default 0,
  peak_at timestamptz,
  day date not null,
  platform platform not null,
  grain rollup_grain not null,
  category_key integer,
  peak_viewers integer,
  samples integer not null default 0,
  gaps integer not null default 0,
  broadcasts_started integer not null default 0,
  language text,
  constraint rollup_days_key
    unique nulls not distinct (platform, grain, language, day, category_key)
) with (fillfactor = 50);

-- A channel's series is read out of this index alone: else each sample is a page of its own.
alter table samples
  drop constraint samples_pkey,
  add primary key (channel_id, broadcast_no, collected_at, collected_on, platform)
    include (viewers);

-- A channel is also found by its name.
create index channels_username on channels (platform, lower(username));

-- Whether sums are booked for all that is kept of the platform: not of what was recorded before they were,
-- or when its terms let nothing be worked out.
alter table platforms add column is_booked boolean not null default true;

update platforms p
set is_booked = false
where exists (
  select 1
  from broadcasts b
  where b.platform = p.platform
);
