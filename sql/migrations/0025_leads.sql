-- A campaign whose whole list was called is completed, and opens again when a lead becomes callable.
alter table campaigns rename column ran_dry to list_exhausted;
