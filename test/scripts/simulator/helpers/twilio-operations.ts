/**
 * What Twilio's OpenAPI document of the API 2010-04-01 says about the operations that the simulator serves: the parameters
 * by type (`!` marks a required one) and the members of the response. A list has the members of a page.
 */
export type TwilioOperation = { parameters: Partial<Record<ParameterType, string>>; members: string };
type ParameterType = 'text' | 'int' | 'bool' | 'url' | 'method' | 'list';

const PAGE = 'end first_page_uri next_page_uri page page_size previous_page_uri start uri';

export const TWILIO_OPERATIONS: Record<string, TwilioOperation> = {
  'account.fetch': {
    parameters: {},
    members:
      'auth_token date_created date_updated friendly_name owner_account_sid sid status subresource_uris type uri',
  },
  'calls.list': {
    parameters: {
      text: 'To From ParentCallSid Status StartTime StartTime< StartTime> EndTime EndTime< EndTime> PageToken',
      int: 'PageSize Page',
    },
    members: `${PAGE} calls`,
  },
  'calls.create': {
    parameters: {
      text:
        'To! From! SendDigits RecordingChannels RecordingStatusCallback SipAuthUsername SipAuthPassword ' +
        'MachineDetection Trim CallerId AsyncAmd Byoc CallReason CallToken RecordingTrack Twiml ' +
        'ApplicationSid',
      method: 'Method FallbackMethod StatusCallbackMethod RecordingStatusCallbackMethod AsyncAmdStatusCallbackMethod',
      url: 'FallbackUrl StatusCallback AsyncAmdStatusCallback ClientNotificationUrl Url',
      list: 'StatusCallbackEvent RecordingStatusCallbackEvent',
      int:
        'Timeout MachineDetectionTimeout MachineDetectionSpeechThreshold ' +
        'MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout TimeLimit',
      bool: 'Record',
    },
    members:
      'sid date_created date_updated parent_call_sid account_sid to to_formatted from from_formatted ' +
      'phone_number_sid status start_time end_time duration price price_unit direction answered_by ' +
      'api_version forwarded_from group_sid caller_name queue_time trunk_sid uri subresource_uris',
  },
  'calls.fetch': {
    parameters: {},
    members:
      'sid date_created date_updated parent_call_sid account_sid to to_formatted from from_formatted ' +
      'phone_number_sid status start_time end_time duration price price_unit direction answered_by ' +
      'api_version forwarded_from group_sid caller_name queue_time trunk_sid uri subresource_uris',
  },
  'calls.update': {
    parameters: {
      url: 'Url FallbackUrl StatusCallback',
      method: 'Method FallbackMethod StatusCallbackMethod',
      text: 'Status Twiml',
      int: 'TimeLimit',
    },
    members:
      'sid date_created date_updated parent_call_sid account_sid to to_formatted from from_formatted ' +
      'phone_number_sid status start_time end_time duration price price_unit direction answered_by ' +
      'api_version forwarded_from group_sid caller_name queue_time trunk_sid uri subresource_uris',
  },
  'recordings.create': {
    parameters: {
      list: 'RecordingStatusCallbackEvent',
      url: 'RecordingStatusCallback',
      method: 'RecordingStatusCallbackMethod',
      text: 'Trim RecordingChannels RecordingTrack',
    },
    members:
      'account_sid api_version call_sid conference_sid date_created date_updated start_time duration ' +
      'sid price uri encryption_details price_unit status channels source error_code track',
  },
  'recordings.list': {
    parameters: {
      text: 'DateCreated DateCreated< DateCreated> CallSid ConferenceSid PageToken',
      bool: 'IncludeSoftDeleted',
      int: 'PageSize Page',
    },
    members: `${PAGE} recordings`,
  },
  'recordings.fetch': {
    parameters: {
      bool: 'IncludeSoftDeleted',
    },
    members:
      'account_sid api_version call_sid conference_sid date_created date_updated start_time duration ' +
      'sid price price_unit status channels source error_code uri encryption_details subresource_uris ' +
      'media_url',
  },
  'conferences.list': {
    parameters: {
      text:
        'DateCreated DateCreated< DateCreated> DateUpdated DateUpdated< DateUpdated> FriendlyName Status ' +
        'PageToken',
      int: 'PageSize Page',
    },
    members: `${PAGE} conferences`,
  },
  'conferences.fetch': {
    parameters: {},
    members:
      'account_sid date_created date_updated api_version friendly_name region sid status uri ' +
      'subresource_uris reason_conference_ended call_sid_ending_conference',
  },
  'conferences.update': {
    parameters: {
      text: 'Status',
      url: 'AnnounceUrl',
      method: 'AnnounceMethod',
    },
    members:
      'account_sid date_created date_updated api_version friendly_name region sid status uri ' +
      'subresource_uris reason_conference_ended call_sid_ending_conference',
  },
  'participants.list': {
    parameters: {
      bool: 'Muted Hold Coaching',
      int: 'PageSize Page',
      text: 'PageToken',
    },
    members: `${PAGE} participants`,
  },
  'participants.create': {
    parameters: {
      text:
        'From! To! Label Beep ConferenceRecord ConferenceTrim RecordingChannels SipAuthUsername ' +
        'SipAuthPassword Region CallSidToCoach JitterBufferSize Byoc CallerId CallReason RecordingTrack ' +
        'MachineDetection Trim CallToken CallerDisplayName',
      url:
        'StatusCallback WaitUrl ConferenceStatusCallback RecordingStatusCallback ' +
        'ConferenceRecordingStatusCallback AmdStatusCallback ClientNotificationUrl',
      method:
        'StatusCallbackMethod WaitMethod ConferenceStatusCallbackMethod RecordingStatusCallbackMethod ' +
        'ConferenceRecordingStatusCallbackMethod AmdStatusCallbackMethod',
      list:
        'StatusCallbackEvent ConferenceStatusCallbackEvent RecordingStatusCallbackEvent ' +
        'ConferenceRecordingStatusCallbackEvent',
      int:
        'Timeout MaxParticipants TimeLimit MachineDetectionTimeout MachineDetectionSpeechThreshold ' +
        'MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout',
      bool: 'Record Muted StartConferenceOnEnter EndConferenceOnExit EarlyMedia Coaching',
    },
    members:
      'account_sid call_sid label call_sid_to_coach coaching conference_sid date_created date_updated ' +
      'end_conference_on_exit muted hold start_conference_on_enter status queue_time uri',
  },
  'participants.fetch': {
    parameters: {},
    members:
      'account_sid call_sid label call_sid_to_coach coaching conference_sid date_created date_updated ' +
      'end_conference_on_exit muted hold start_conference_on_enter status queue_time uri',
  },
  'participants.update': {
    parameters: {
      bool: 'Muted Hold BeepOnExit EndConferenceOnExit Coaching',
      url: 'HoldUrl AnnounceUrl WaitUrl',
      method: 'HoldMethod AnnounceMethod WaitMethod',
      text: 'CallSidToCoach',
    },
    members:
      'account_sid call_sid label call_sid_to_coach coaching conference_sid date_created date_updated ' +
      'end_conference_on_exit muted hold start_conference_on_enter status queue_time uri',
  },
  'numbers.list': {
    parameters: {
      bool: 'Beta',
      text: 'FriendlyName PhoneNumber Origin PageToken',
      int: 'PageSize Page',
    },
    members: `${PAGE} incoming_phone_numbers`,
  },
  'numbers.create': {
    parameters: {
      text:
        'ApiVersion FriendlyName SmsApplicationSid VoiceApplicationSid EmergencyStatus ' +
        'EmergencyAddressSid TrunkSid IdentitySid AddressSid VoiceReceiveMode BundleSid PhoneNumber ' +
        'AreaCode',
      method: 'SmsFallbackMethod SmsMethod StatusCallbackMethod VoiceFallbackMethod VoiceMethod',
      url: 'SmsFallbackUrl SmsUrl StatusCallback VoiceFallbackUrl VoiceUrl',
      bool: 'VoiceCallerIdLookup',
    },
    members:
      'account_sid address_sid address_requirements api_version beta capabilities date_created ' +
      'date_updated friendly_name identity_sid phone_number origin sid sms_application_sid ' +
      'sms_fallback_method sms_fallback_url sms_method sms_url status_callback status_callback_method ' +
      'trunk_sid uri voice_receive_mode voice_application_sid voice_caller_id_lookup ' +
      'voice_fallback_method voice_fallback_url voice_method voice_url emergency_status ' +
      'emergency_address_sid emergency_address_status bundle_sid status type',
  },
  'numbers.fetch': {
    parameters: {},
    members:
      'account_sid address_sid address_requirements api_version beta capabilities date_created ' +
      'date_updated friendly_name identity_sid phone_number origin sid sms_application_sid ' +
      'sms_fallback_method sms_fallback_url sms_method sms_url status_callback status_callback_method ' +
      'trunk_sid uri voice_receive_mode voice_application_sid voice_caller_id_lookup ' +
      'voice_fallback_method voice_fallback_url voice_method voice_url emergency_status ' +
      'emergency_address_sid emergency_address_status bundle_sid status type',
  },
  'numbers.update': {
    parameters: {
      text:
        'AccountSid ApiVersion FriendlyName SmsApplicationSid VoiceApplicationSid EmergencyStatus ' +
        'EmergencyAddressSid TrunkSid VoiceReceiveMode IdentitySid AddressSid BundleSid',
      method: 'SmsFallbackMethod SmsMethod StatusCallbackMethod VoiceFallbackMethod VoiceMethod',
      url: 'SmsFallbackUrl SmsUrl StatusCallback VoiceFallbackUrl VoiceUrl',
      bool: 'VoiceCallerIdLookup',
    },
    members:
      'account_sid address_sid address_requirements api_version beta capabilities date_created ' +
      'date_updated friendly_name identity_sid phone_number origin sid sms_application_sid ' +
      'sms_fallback_method sms_fallback_url sms_method sms_url status_callback status_callback_method ' +
      'trunk_sid uri voice_receive_mode voice_application_sid voice_caller_id_lookup ' +
      'voice_fallback_method voice_fallback_url voice_method voice_url emergency_status ' +
      'emergency_address_sid emergency_address_status bundle_sid status type',
  },
  'numbers.available': {
    parameters: {
      int: 'AreaCode Distance PageSize Page',
      text: 'Contains NearNumber NearLatLong InPostalCode InRegion InRateCenter InLata InLocality PageToken',
      bool:
        'SmsEnabled MmsEnabled VoiceEnabled ExcludeAllAddressRequired ExcludeLocalAddressRequired ' +
        'ExcludeForeignAddressRequired Beta FaxEnabled',
    },
    members: `${PAGE} available_phone_numbers`,
  },
  'calls.events': {
    parameters: {
      int: 'PageSize Page',
      text: 'PageToken',
    },
    members: `${PAGE} events`,
  },
};
