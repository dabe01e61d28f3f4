// Generated automatically by nearley, version 2.20.1
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }
declare var name: any;
declare var newline: any;
declare var group: any;
declare var level: any;
declare var literal: any;
declare var hole: any;
declare var type: any;
declare var event: any;
declare var text: any;
declare var messageid: any;
declare var value: any;

import { patternLexer as lexer } from './pattern-lexer.ts';

interface NearleyToken {
  value: any;
  [key: string]: any;
};

interface NearleyLexer {
  reset: (chunk: string, info: any) => void;
  next: () => NearleyToken | undefined;
  save: () => any;
  formatError: (token: never) => string;
  has: (tokenType: string) => boolean;
};

interface NearleyRule {
  name: string;
  symbols: NearleySymbol[];
  postprocess?: (d: any[], loc?: number, reject?: {}) => any;
};

type NearleySymbol = string | { literal: any } | { test: (token: any) => boolean };

interface Grammar {
  Lexer: NearleyLexer | undefined;
  ParserRules: NearleyRule[];
  ParserStart: string;
};

const grammar: Grammar = {
  Lexer: lexer,
  ParserRules: [
    {"name": "block$ebnf$1", "symbols": []},
    {"name": "block$ebnf$1", "symbols": ["block$ebnf$1", "line"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "block", "symbols": ["head", "block$ebnf$1"], "postprocess": ([head, lines]) => ({ ...head, lines })},
    {"name": "head", "symbols": [{"literal":"pattern"}, (lexer.has("name") ? {type: "name"} : name), (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, name]) => ({ at, name })},
    {"name": "line", "symbols": ["from"], "postprocess": id},
    {"name": "line", "symbols": ["says"], "postprocess": id},
    {"name": "line", "symbols": ["means"], "postprocess": id},
    {"name": "line", "symbols": ["tells"], "postprocess": id},
    {"name": "line", "symbols": ["source"], "postprocess": id},
    {"name": "line", "symbols": ["messageids"], "postprocess": id},
    {"name": "line", "symbols": ["yields"], "postprocess": id},
    {"name": "line", "symbols": ["sample"], "postprocess": id},
    {"name": "line", "symbols": ["refuse"], "postprocess": id},
    {"name": "from", "symbols": [{"literal":"from"}, "groups", "levels", (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, groups, levels]) => ({ is: 'from', at, groups, levels })},
    {"name": "groups", "symbols": [(lexer.has("group") ? {type: "group"} : group)], "postprocess": ([group]) => [group.value]},
    {"name": "groups", "symbols": ["groups", {"literal":","}, (lexer.has("group") ? {type: "group"} : group)], "postprocess": ([groups, , group]) => [...groups, group.value]},
    {"name": "levels", "symbols": [(lexer.has("level") ? {type: "level"} : level)], "postprocess": ([level]) => [Number(level.value), Number(level.value)]},
    {"name": "levels", "symbols": [(lexer.has("level") ? {type: "level"} : level), {"literal":"-"}, (lexer.has("level") ? {type: "level"} : level)], "postprocess": ([lowest, , highest]) => [Number(lowest.value), Number(highest.value)]},
    {"name": "says", "symbols": [{"literal":"says"}, "wording", (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, segments]) => ({ is: 'says', at, segments })},
    {"name": "wording", "symbols": ["ends_literal"], "postprocess": id},
    {"name": "wording", "symbols": ["ends_hole"], "postprocess": id},
    {"name": "ends_literal", "symbols": ["literal"], "postprocess": ([literal]) => [literal]},
    {"name": "ends_literal", "symbols": ["ends_hole", "literal"], "postprocess": ([before, literal]) => [...before, literal]},
    {"name": "ends_hole", "symbols": ["hole"], "postprocess": ([hole]) => [hole]},
    {"name": "ends_hole", "symbols": ["ends_literal", "hole"], "postprocess": ([before, hole]) => [...before, hole]},
    {"name": "literal", "symbols": [(lexer.has("literal") ? {type: "literal"} : literal)], "postprocess": ([at]) => ({ is: 'literal', at, text: at.value })},
    {"name": "hole", "symbols": [{"literal":"{"}, (lexer.has("hole") ? {type: "hole"} : hole), {"literal":":"}, (lexer.has("type") ? {type: "type"} : type), {"literal":"}"}], "postprocess": ([at, name, , type]) => ({ is: 'hole', at, name: name.value, type: type.value })},
    {"name": "means", "symbols": [{"literal":"means"}, (lexer.has("event") ? {type: "event"} : event), (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, event]) => ({ is: 'means', at, text: event.value })},
    {"name": "tells", "symbols": [{"literal":"tells"}, (lexer.has("text") ? {type: "text"} : text), (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, text]) => ({ is: 'tells', at, text: text.value })},
    {"name": "source", "symbols": [{"literal":"source"}, (lexer.has("text") ? {type: "text"} : text), (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, text]) => ({ is: 'source', at, text: text.value })},
    {"name": "refuse", "symbols": [{"literal":"refuse"}, (lexer.has("text") ? {type: "text"} : text), (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, text]) => ({ is: 'refuse', at, text: text.value })},
    {"name": "messageids$ebnf$1", "symbols": [(lexer.has("messageid") ? {type: "messageid"} : messageid)]},
    {"name": "messageids$ebnf$1", "symbols": ["messageids$ebnf$1", (lexer.has("messageid") ? {type: "messageid"} : messageid)], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "messageids", "symbols": [{"literal":"id"}, "messageids$ebnf$1", (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, ids]) => ({ is: 'id', at, ids })},
    {"name": "yields$ebnf$1", "symbols": [(lexer.has("name") ? {type: "name"} : name)]},
    {"name": "yields$ebnf$1", "symbols": ["yields$ebnf$1", (lexer.has("name") ? {type: "name"} : name)], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "yields", "symbols": [{"literal":"yields"}, "yields$ebnf$1", (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([at, names]) => ({ is: 'yields', at, names })},
    {"name": "sample$ebnf$1", "symbols": []},
    {"name": "sample$ebnf$1", "symbols": ["sample$ebnf$1", "fields"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "sample", "symbols": [{"literal":"sample"}, (lexer.has("text") ? {type: "text"} : text), (lexer.has("newline") ? {type: "newline"} : newline), "sample$ebnf$1"], "postprocess": ([at, text, , fields]) => ({ is: 'sample', at, text: text.value, fields: fields.flat() })},
    {"name": "fields$ebnf$1", "symbols": ["field"]},
    {"name": "fields$ebnf$1", "symbols": ["fields$ebnf$1", "field"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "fields", "symbols": ["fields$ebnf$1", (lexer.has("newline") ? {type: "newline"} : newline)], "postprocess": ([fields]) => fields},
    {"name": "field", "symbols": [(lexer.has("hole") ? {type: "hole"} : hole), {"literal":"="}, (lexer.has("value") ? {type: "value"} : value)], "postprocess": ([at, , value]) => ({ at, name: at.value, value: value.value })}
  ],
  ParserStart: "block",
};

export default grammar;
