-- The encoding that the user has named, and the rejected rows, which the user can mend and send again.
alter table lead_imports
  -- A label of the WHATWG Encoding standard; null if the encoding is detected.
  add encoding text,
  -- The size of the cells in lead_import_errors, which is limited.
  add rejected_bytes bigint not null default 0;

alter table lead_import_errors
  -- The cells of the row as they stand in the file; null for a note about a stored row, and above the limit.
  add cells jsonb;
