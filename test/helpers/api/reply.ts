/** A reply of the API. */
// oxlint-disable-next-line typescript/no-explicit-any -- each test checks the content of the reply
export type Reply = { status: number; body: Record<string, any>; headers: Headers };
