/** A reply of the API. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a reply holds is for the tests to find out
export type Reply = { status: number; body: Record<string, any>; headers: Headers };
