/** A fake Pipedrive that is as strict as Pipedrive. As in Pipedrive, each POST request creates another object. */
import { type FakeReply, type FakeRequest, type Fake, startFake } from './fake.ts';

export type FakePipedrive = Fake & {
  persons: { id: number; name: string; phone: string }[];
  callLogs: { id: string; note: string; person_id?: number; to_phone_number: string }[];
  /** The fake rejects call logs with these phone numbers. */
  rejected: Set<string>;
};

const OUTCOMES = ['connected', 'no_answer', 'left_message', 'left_voicemail', 'wrong_number', 'busy'];
const PAGE_MAX = 50;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

const error = (status: number, message: string): FakeReply => ({
  status,
  body: { success: false, error: message },
});

export async function startPipedrive({ token = 'pipedrive-api-token' } = {}): Promise<FakePipedrive> {
  const persons: FakePipedrive['persons'] = [];
  const callLogs: FakePipedrive['callLogs'] = [];
  const rejected = new Set<string>();
  let created = 0;

  const fake = await startFake((request) => {
    if (request.headers['x-api-token'] !== token) return error(401, 'unauthorized access');
    switch (`${request.method} ${request.path}`) {
      case 'GET /api/v2/persons/search':
        return search(request);
      case 'POST /api/v2/persons':
        return addPerson(request);
      case 'POST /v1/callLogs':
        return addCallLog(request);
      case 'GET /v1/callLogs':
        return listCallLogs(request);
      default:
        if (request.method === 'DELETE' && request.path.startsWith('/v1/callLogs/')) return deleteCallLog(request);
        return error(404, `Unknown method ${request.method} ${request.path}.`);
    }
  });

  function search({ query }: FakeRequest): FakeReply {
    const term = query.get('term') ?? '';
    if (term.length < 2 || query.get('fields') !== 'phone') return error(400, 'term and fields');
    const isExact = query.get('exact_match') === 'true';
    const items = persons
      .filter(({ phone }) => (isExact ? phone === term : phone.includes(term)))
      .map((person) => ({ result_score: 1, item: { ...person, phones: [person.phone] } }));
    return { status: 200, body: { success: true, data: { items: items.slice(0, Number(query.get('limit') ?? 100)) } } };
  }

  function addPerson({ json }: FakeRequest): FakeReply {
    const [phone] = (json.phones ?? []) as { value?: string; primary?: boolean }[];
    if (!json.name || !phone?.value || 'phone' in json) return error(400, 'name and phones');
    const person = { id: persons.length + 1, name: json.name as string, phone: phone.value };
    persons.push(person);
    return { status: 201, body: { success: true, data: person } };
  }

  function addCallLog({ json }: FakeRequest): FakeReply {
    const lacks = ['outcome', 'to_phone_number', 'start_time', 'end_time'].find(
      (name) => typeof json[name] !== 'string',
    );
    if (lacks) return error(400, `Required field ${lacks} is missing`);
    if (!OUTCOMES.includes(json.outcome)) return error(400, 'outcome');
    if (!TIME.test(json.start_time) || !TIME.test(json.end_time)) return error(400, 'times are YYYY-MM-DD HH:MM:SS');
    if (json.duration !== undefined && typeof json.duration !== 'string') return error(400, 'duration is a string');
    if (json.person_id !== undefined && !persons.some(({ id }) => id === json.person_id))
      return error(404, 'Person not found');
    if (rejected.has(json.to_phone_number)) return error(400, 'Phone number is not valid');
    const log = { ...json, id: `log${(created += 1)}` };
    callLogs.unshift(log);
    return { status: 200, body: { success: true, data: log } };
  }

  function deleteCallLog({ path }: FakeRequest): FakeReply {
    const at = callLogs.findIndex(({ id }) => id === path.split('/').at(-1));
    if (at === -1) return error(404, 'Call log not found');
    callLogs.splice(at, 1);
    return { status: 200, body: { success: true } };
  }

  function listCallLogs({ query }: FakeRequest): FakeReply {
    const [start, limit] = [Number(query.get('start') ?? 0), Number(query.get('limit') ?? PAGE_MAX)];
    if (limit > PAGE_MAX) return error(400, 'limit');
    const more_items_in_collection = start + limit < callLogs.length;
    const additional_data = { pagination: { start, limit, more_items_in_collection } };
    return { status: 200, body: { success: true, data: callLogs.slice(start, start + limit), additional_data } };
  }

  return { ...fake, persons, callLogs, rejected };
}
