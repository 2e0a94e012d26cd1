import type { RequestPermissions } from '@health-graph/permissions';
import type { RecordDefinition } from '@health-graph/records';
import type { Cursors } from './cursor.ts';
import { type PermittedCollection, permittedCollection } from './permitted-collection.ts';
import type { RecordStore } from './record-store.ts';

type Definitions = Readonly<Record<string, RecordDefinition>>;

/** A store as one caller may see it: to read from, for one request. */
export interface PermittedStore<Known extends Definitions> {
  readonly permissions: RequestPermissions;
  readonly cursors: Cursors;
  readonly collections: { readonly [Type in keyof Known]: PermittedCollection<Known[Type]> };
}

/** What of `store` the caller of `permissions` may see. A collection is looked at when it is asked for: most requests ask for few. */
export function permitted<Known extends Definitions>(store: RecordStore<Known>, permissions: RequestPermissions): PermittedStore<Known> {
  const collections = {} as { [Type in keyof Known]: PermittedCollection<Known[Type]> };
  for (const type of Object.keys(store.collections) as (keyof Known & string)[]) {
    let view: PermittedCollection<Known[typeof type]> | undefined;
    Object.defineProperty(collections, type, {
      enumerable: true,
      get: () => {
        view ??= permittedCollection(store.collections[type], permissions);
        return view;
      },
    });
  }
  return { permissions, cursors: store.cursors, collections };
}
