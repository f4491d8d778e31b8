-- The ids that ad platforms add to the address of a page, one for each click. A conversion is reported with them.
alter table visits
  add column gclid text,
  add column fbclid text,
  add column msclkid text;
