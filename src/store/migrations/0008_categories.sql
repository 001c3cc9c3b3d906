-- Quarters of a day added up from rollup_hours (categories only), and weeks from Monday on added up
-- from rollup_days (also by language): they only make wide windows fast. Whoever writes hours and days
-- need not know of them: a row counts as long as its total below is that of the platform's own hours
-- or days.
create table rollup_spans (
  half_viewer_seconds bigint not null,
  present_seconds bigint not null,
  observed_seconds bigint not null,
  reported_seconds bigint not null,
  from_at timestamptz not null,
  peak_at timestamptz,
  seconds integer not null,
  platform platform not null,
  grain rollup_grain not null,
  category_key integer,
  peak_viewers integer,
  samples integer not null,
  gaps integer not null,
  broadcasts_started integer not null,
  language text,
  constraint rollup_spans_key
    unique nulls not distinct (platform, grain, language, seconds, from_at, category_key)
);

-- What the platform's own hours or days of a span came to when its rows above were added up.
create table rollup_span_totals (
  platform platform not null,
  seconds integer not null,
  from_at timestamptz not null,
  half_viewer_seconds bigint not null,
  present_seconds bigint not null,
  observed_seconds bigint not null,
  reported_seconds bigint not null,
  samples bigint not null,
  gaps bigint not null,
  broadcasts_started bigint not null,
  primary key (platform, seconds, from_at)
);
