/**
 * The law of countries outside North America, as far as a source was found. Numbers of a country without a row are not
 * called, unless the campaign states its own hours for the country (`country_hours`).
 *
 * Where no statute has hours, the row has the hours of the code of conduct that the regulator or the courts use. The table
 * is a careful default, not legal advice. It has national holidays only, and no rule about the number of calls in a week
 * or month. All sources were read on 2026-11-30.
 */
import type { PlaceLaw } from './place-law.ts';

/** Laws by ISO 3166-1 country. */
export const COUNTRY_LAWS: Readonly<Record<string, PlaceLaw>> = {
  AE: {
    daily: '09:00-18:00',
    attemptsPer24hMax: 1,
    source: 'Cabinet Resolution 56 of 2024 on telemarketing, in force since 2024-08-27',
  },
  AU: {
    daily: '09:00-20:00',
    saturday: '09:00-17:00',
    sunday: 'none',
    closedOnHolidays: true,
    source: 'Telecommunications (Telemarketing and Research Calls) Industry Standard 2017; donotcall.gov.au',
  },
  BR: {
    daily: '09:00-21:00',
    saturday: '10:00-16:00',
    sunday: 'none',
    closedOnHolidays: true,
    source:
      'Código de Conduta de Telemarketing of the operators (2019), which a federal court applied to others in 2022',
  },
  DE: {
    daily: '08:00-20:00',
    saturday: '09:00-18:00',
    sunday: 'none',
    closedOnHolidays: true,
    attemptsPer24hMax: 3,
    consentSince: '2009-08-04',
    source: 'UWG section 7(2); Branchenkodex of CCV and DDV (2015), which the Bundesnetzagentur uses',
  },
  ES: {
    daily: '09:00-21:00',
    saturday: 'none',
    sunday: 'none',
    closedOnHolidays: true,
    consentSince: '2023-06-30',
    source: 'Real Decreto Legislativo 1/2007, article 96.2; Ley 11/2022, article 66.1.b',
  },
  FR: {
    daily: ['10:00-13:00', '14:00-20:00'],
    saturday: 'none',
    sunday: 'none',
    closedOnHolidays: true,
    consentSince: '2026-08-11',
    source: 'Code de la consommation, articles D223-9 and L223-1 (as amended by Loi 2025-594)',
  },
  GB: {
    daily: '08:00-21:00',
    saturday: '09:00-21:00',
    sunday: '09:00-21:00',
    source: 'No statute has hours; Code of Practice of the Direct Marketing Association, section 21.41',
  },
  IN: {
    daily: '09:00-21:00',
    source: 'Telecom Commercial Communications Customer Preference Regulations (TRAI, 2010)',
  },
  IT: {
    daily: '09:00-20:00',
    saturday: '10:00-19:00',
    sunday: 'none',
    closedOnHolidays: true,
    source: 'Codice di condotta telemarketing e teleselling, Garante 148 of 2024-03-07, in force since 2024-09-28',
  },
  NZ: {
    daily: '08:00-21:00',
    sunday: 'none',
    closedOnHolidays: true,
    source: 'Telemarketing Code of Practice of the Marketing Association',
  },
  ZA: {
    daily: '08:00-20:00',
    saturday: '09:00-13:00',
    sunday: 'none',
    closedOnHolidays: true,
    source: 'Consumer Protection Act 68 of 2008, section 12, notice R293',
  },
};
