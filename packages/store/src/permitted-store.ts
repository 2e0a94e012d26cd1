import type { RequestPermissions } from '@health-graph/permissions';
import type { RecordDefinition } from '@health-graph/records';
import type { Cursors } from './cursor.ts';
import { type PermittedCollection, permittedCollection } from './permitted-collection.ts';
import type { RecordCollection } from './record-collection.ts';
import type { RecordStore } from './record-store.ts';

type Definitions = Readonly<Record<string, RecordDefinition>>;

/** A store as one caller may see it: to read from, for one request. */
export interface PermittedStore<Known extends Definitions> {
  readonly permissions: RequestPermissions;
  readonly cursors: Cursors;
  readonly collections: { readonly [Type in keyof Known]: PermittedCollection<Known[Type]> };
}

/** What of `store` the caller of `permissions` may see. A collection is looked at when it is asked for: most requests ask for few. */
export const permitted = <Known extends Definitions>(
  store: RecordStore<Known>,
  permissions: RequestPermissions,
): PermittedStore<Known> => ({
  permissions,
  cursors: store.cursors,
  collections: new (viewsOf(store))(permissions) as PermittedStore<Known>['collections'],
});

type Views = new (permissions: RequestPermissions) => object;
const made = new WeakMap<object, Views>();

/** A class with a getter for each collection of the store, made once: a request makes one object. */
function viewsOf<Known extends Definitions>(store: RecordStore<Known>): Views {
  const known = made.get(store);
  if (known !== undefined) return known;
  class PermittedCollections {
    readonly #permissions: RequestPermissions;
    readonly #views = new Map<string, PermittedCollection>();

    constructor(permissions: RequestPermissions) {
      this.#permissions = permissions;
    }

    static view(collections: PermittedCollections, type: string): PermittedCollection {
      const view =
        collections.#views.get(type) ?? permittedCollection(store.collections[type] as RecordCollection, collections.#permissions);
      collections.#views.set(type, view);
      return view;
    }
  }
  for (const type of Object.keys(store.collections)) {
    Object.defineProperty(PermittedCollections.prototype, type, {
      get(this: PermittedCollections) {
        return PermittedCollections.view(this, type);
      },
    });
  }
  made.set(store, PermittedCollections);
  return PermittedCollections;
}
