import type { GraphVersions } from '../hot-swap/graph-versions.ts';
import type { BoundSubscription } from './bound-subscription.ts';

/** An open subscription that goes along with the graph. */
export interface FollowedSubscription {
  /** As the newest version has it, or the one before as long as that is not known. Whatever lasts shares its lease. */
  readonly bound: BoundSubscription;
  close(): void;
}

export interface FollowOptions {
  readonly versions: GraphVersions;
  /** By the newest version. Rejects when the subscription cannot go on with it. */
  readonly rebind: (bound: BoundSubscription) => Promise<BoundSubscription>;
  /** Called once at most, with why it cannot go on. */
  readonly onLost: (failure: unknown) => void;
}

/** Also a stream on which nothing happens goes along, so that a version of which nothing else is left can be let go. */
export function followGraph(first: BoundSubscription, { versions, rebind, onLost }: FollowOptions): FollowedSubscription {
  let bound = first;
  let isOver = false;
  let isMoving = false;
  const close = (): void => {
    isOver = true;
    stop();
    bound.lease.release();
  };
  const move = async (): Promise<void> => {
    while (!isOver && bound.lease.graph !== versions.newest) {
      const next = await rebind(bound);
      const left = isOver ? next : bound;
      if (!isOver) bound = next;
      left.lease.release();
    }
  };
  const moveOnce = async (): Promise<void> => {
    if (isMoving) return;
    isMoving = true;
    await move().catch((failure: unknown) => {
      if (!isOver) onLost(failure);
    });
    isMoving = false;
  };
  const stop = versions.onSwap(() => void moveOnce());
  void moveOnce(); // There may have been a swap since it was bound.
  return {
    get bound() {
      return bound;
    },
    close,
  };
}
