import { expect, test } from 'vitest';
import { mapColumns } from '../../../../shared/rules/leads/csv-columns.ts';
import type { LeadField } from '../../../../shared/rules/leads/header-names.ts';

/** For each kind of export: its headers, and the columns of each lead field in the order in which they are tried. */
const EXPORTS: [name: string, headers: string, fields: Partial<Record<LeadField, string[]>>][] = [
  [
    'HubSpot',
    'Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lead Status,Country/Region',
    { phone: ['Phone Number', 'Mobile Phone Number'], country: ['Country/Region'], email: ['Email'] },
  ],
  [
    'Salesforce',
    'Id,FirstName,LastName,Company,Phone,MobilePhone,HomePhone,OtherPhone,AssistantPhone,Fax,Email,MailingCountry,DoNotCall',
    {
      phone: ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'],
      country: ['MailingCountry'],
      last_name: ['LastName'],
    },
  ],
  [
    'Zoho',
    'Lead Owner,First Name,Email,Secondary Email,Phone,Mobile,Home Phone,Other Phone,Asst Phone,Fax,Email Opt Out',
    { phone: ['Phone', 'Mobile', 'Home Phone', 'Other Phone'], email: ['Email', 'Secondary Email'] },
  ],
  [
    'Pipedrive',
    'Person - Name,Person - Phone - Work,Person - Phone - Mobile,Person - Email - Work,Organization - Name,Person - Owner',
    {
      name: ['Person - Name'],
      phone: ['Person - Phone - Mobile', 'Person - Phone - Work'],
      email: ['Person - Email - Work'],
    },
  ],
  [
    'GoHighLevel',
    'Contact Id,First Name,Name,Phone,Email,Business Name,Additional Phones',
    { name: ['Name'], phone: ['Phone', 'Additional Phones'] },
  ],
  [
    'Meta lead ads',
    'id,created_time,ad_name,is_organic,platform,full_name,what_is_your_phone_number?,what_is_your_email?',
    { name: ['full_name'], phone: ['what_is_your_phone_number?'], email: ['what_is_your_email?'] },
  ],
  [
    'Google lead forms',
    'Lead Form,Full Name,User Email,User Phone,Country',
    { phone: ['User Phone'], email: ['User Email'] },
  ],
  ['TikTok', 'lead_id,ad_name,Phone number,Email,Name', { phone: ['Phone number'], name: ['Name'] }],
  ['LinkedIn', 'Lead ID,First Name,Email Address,Phone Number,Company Name', { phone: ['Phone Number'] }],
  [
    'VICIdial',
    'lead_id,phone_code,phone_number,first_name,last_name,country_code,alt_phone,comments,called_count',
    { phone: ['phone_number', 'alt_phone'], country: ['phone_code', 'country_code'], notes: ['comments'] },
  ],
  ['Five9', 'number1,number2,number3,first_name,street', { phone: ['number1', 'number2', 'number3'] }],
  [
    'Convoso',
    'primary_phone,alt_phone_1,alt_phone_2,first_name',
    { phone: ['primary_phone', 'alt_phone_1', 'alt_phone_2'] },
  ],
  ['PhoneBurner', 'First Name,Phone,Phone Type,Phone Label', { phone: ['Phone'], type: ['Phone Type'] }],
  [
    'Mojo',
    'Full Name,Mobile Phone,Secondary Phone,Primary Phone,Phone 1 DNC',
    { phone: ['Primary Phone', 'Mobile Phone', 'Secondary Phone'] },
  ],
  ['CallTools', 'phone_number,phone_2,office_phone', { phone: ['phone_number', 'phone_2', 'office_phone'] }],
  [
    'Outlook in German',
    'Anrede,Vorname,Nachname,Fax geschäftlich,Telefon geschäftlich,Telefon privat,Mobiltelefon,Texttelefon,E-Mail-Adresse,' +
      'E-Mail-Typ,E-Mail: Angezeigter Name,Land/Region geschäftlich,Notizen',
    {
      first_name: ['Vorname'],
      phone: ['Mobiltelefon', 'Telefon privat', 'Telefon geschäftlich'],
      email: ['E-Mail-Adresse'],
      country: ['Land/Region geschäftlich'],
    },
  ],
  [
    'Outlook in French',
    'Prénom,Nom,Télécopie (bureau),Téléphone (bureau),Tél. mobile,Téléphone de l’assistant(e),Adresse de messagerie',
    { first_name: ['Prénom'], phone: ['Tél. mobile', 'Téléphone (bureau)'], email: ['Adresse de messagerie'] },
  ],
  [
    'Outlook in Spanish',
    'Nombre,Apellidos,Fax del trabajo,Teléfono del trabajo,Teléfono móvil,Dirección de correo electrónico',
    { phone: ['Teléfono móvil', 'Teléfono del trabajo'], email: ['Dirección de correo electrónico'] },
  ],
  [
    'Outlook in Portuguese',
    'Nome,Sobrenome,Telefone comercial,Telemóvel,Endereço de email',
    { name: ['Nome'], last_name: ['Sobrenome'], phone: ['Telemóvel', 'Telefone comercial'] },
  ],
  [
    'Google contacts',
    'First Name,Phonetic First Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Value',
    { first_name: ['First Name'], phone: ['Phone 1 - Value', 'Phone 2 - Value'], email: ['E-mail 1 - Value'] },
  ],
];

test.each(EXPORTS)('the columns of %s are known', (_, text, expected) => {
  const headers = text.split(',');
  const { fields } = mapColumns(headers);
  for (const [field, names] of Object.entries(expected))
    expect(fields[field as LeadField]?.map((index) => headers[index])).toEqual(names);
});
