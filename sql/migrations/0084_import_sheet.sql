-- The sheet of an Excel workbook that an upload names; null for the first visible sheet.
alter table lead_imports add sheet text;
