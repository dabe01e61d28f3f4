// Entry of `npm run lab:scale`.
import { start } from './compiled.mjs';

await start('scale');
