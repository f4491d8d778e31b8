/** How a campaign distributes its inbound calls among its buyers. */
export const ROUTING_TYPES = ['priority', 'round_robin', 'pool'] as const;
export type RoutingType = (typeof ROUTING_TYPES)[number];
