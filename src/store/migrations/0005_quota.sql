-- What was spent of a platform's daily quotas: a row a bucket and day, the day as the platform counts
-- it. closed_at: when the platform said that nothing is left, whatever is counted here.
create table quota_spending (
  platform platform not null,
  bucket text not null,
  day date not null,
  spent integer not null,
  closed_at timestamptz,
  primary key (platform, bucket, day)
);
