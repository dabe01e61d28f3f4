/**
 * Room 1, intake: what the system said becomes an operational error with a sentence for the person at the terminal.
 */
import { OperationalError, systemCode } from '../errors.ts';

/**
 * In: the path (or `standard input`) and what was thrown on opening or reading it. An OperationalError stays as it is.
 */
export function troubleWith(name: string, thrown: unknown): OperationalError {
  if (thrown instanceof OperationalError) return thrown;
  const code = systemCode(thrown);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new OperationalError('source-missing', `${name} does not exist`, name, thrown);
    case 'EACCES':
    case 'EPERM':
      return new OperationalError('source-denied', `${name} may not be read by this user`, name, thrown);
    case 'EISDIR':
      return new OperationalError('source-unreadable', `${name} is a directory, not a file`, name, thrown);
    case 'ELOOP':
      return new OperationalError(
        'source-unreadable',
        `${name} is a symbolic link that leads back to itself`,
        name,
        thrown,
      );
    case 'ENXIO':
      return new OperationalError(
        'source-unreadable',
        `${name} is a socket or a device that cannot be opened`,
        name,
        thrown,
      );
    case 'EMFILE':
    case 'ENFILE':
      return new OperationalError('files-exhausted', `${name} cannot be opened: too many files are open`, name, thrown);
    default: {
      const words = thrown instanceof Error ? thrown.message : String(thrown);
      return new OperationalError('source-unreadable', `${name} cannot be read: ${words}`, name, thrown);
    }
  }
}
