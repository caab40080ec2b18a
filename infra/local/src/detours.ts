/**
 * Ways around. A test that wants to cut a connection puts a proxy on it: the client is sent to the proxy's port, and the
 * proxy knows the server's. Everything stays on the loopback interface.
 */
export interface Detours {
  /**
   * By client: a listener of the broker for that client alone, and the port that its clients are told to come to. A broker
   * tells everyone its address, so one that listens at one address only would lead them past the proxy.
   */
  readonly kafka: Readonly<Record<string, { readonly port: number; readonly advertised: number }>>;
  /** Where this client finds the server that listens on the port; the same port when there is no way around. */
  readonly portFor: (client: string, server: string, port: number) => number;
}

export const noDetours: Detours = { kafka: {}, portFor: (_client, _server, port) => port };

/** The same URL with the port of the way around. */
export const detoured = (detours: Detours, client: string, server: string, url: string): string => {
  const way = new URL(url);
  way.port = String(detours.portFor(client, server, Number(way.port)));
  // An address without a path is written without its slash, as it came.
  return url.endsWith('/') ? way.href : way.href.replace(/\/$/u, '');
};
