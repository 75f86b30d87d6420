import type { ProjectNames } from '../../domain/names.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Environment } from './environment.ts';
import type { Link } from './link.ts';

/** What every part of the adapter works with. */
export interface Setting {
  readonly names: ProjectNames;
  readonly link: Link;
  readonly clock: Clock;
  /** Private folder for launch scripts and texts on their way. */
  readonly runDir: string;
  /** How long a person's last key in a session keeps Czar's hands off it. */
  readonly leaseMs: number;
  /** The server is Czar's own: all of its status lines say when texts wait. */
  readonly ownServer: boolean;
  /** What agents inherit. */
  readonly env: Environment;
  /** What Czar has, of which one agent may get more. */
  readonly outerEnv: Environment;
  /** Names this process among all that may type into a pane. */
  readonly owner: string;
}
