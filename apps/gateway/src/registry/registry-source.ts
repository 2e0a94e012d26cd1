import type { SupergraphListener, SupergraphSource } from '../hot-swap/supergraph-source.ts';
import { supergraphText } from '../hot-swap/supergraph-source.ts';
import type { Announcements } from './announcements.ts';
import type { RegistryStore } from './store/registry-store.ts';

export interface RegistrySourceOptions {
  readonly store: Pick<RegistryStore, 'active' | 'supergraph'>;
  readonly announcements: Pick<Announcements, 'listen'>;
  /** How often it looks when nobody told. */
  readonly everyMs: number;
}

/** The supergraph that the registry serves, told as soon as it is announced, and by looking otherwise. */
export function registrySource({ store, announcements, everyMs }: RegistrySourceOptions): SupergraphSource {
  let told: number | undefined;
  const read = async (version: number) => supergraphText((await store.supergraph(version)).sdl);
  const tellChange = async (listener: SupergraphListener): Promise<void> => {
    const active = await store.active();
    if (active === undefined || active.sequence === told) return;
    const text = await read(active.version);
    told = active.sequence;
    listener.changed(text);
  };
  return {
    current: async () => {
      const active = await store.active();
      if (active === undefined) throw new Error('The registry has no supergraph.');
      const text = await read(active.version);
      told = active.sequence;
      return text;
    },
    onChange: (listener) => {
      const looks = oneAtATime(() => tellChange(listener), listener);
      const stop = announcements.listen(looks.look);
      const timer = setInterval(looks.look, everyMs).unref();
      looks.look();
      return () => {
        clearInterval(timer);
        stop();
        looks.stop();
      };
    },
  };
}

/** What is announced during a look is looked at afterwards. A failure is told once, until there is an answer again. */
function oneAtATime(work: () => Promise<void>, { failed }: Pick<SupergraphListener, 'failed'>) {
  let isLooking = false;
  let isAnnounced = false;
  let isFailing = false;
  let isStopped = false;
  const once = async (): Promise<void> => {
    try {
      await work();
      isFailing = false;
    } catch (failure) {
      if (!isFailing && !isStopped) failed(failure);
      isFailing = true;
    }
  };
  const look = async (): Promise<void> => {
    isAnnounced = true;
    if (isLooking) return;
    isLooking = true;
    while (isAnnounced && !isStopped) {
      isAnnounced = false;
      await once();
    }
    isLooking = false;
  };
  return {
    look: () => void look(),
    stop: () => {
      isStopped = true;
    },
  };
}
