# The language of the pattern files (*.pattern in this directory), for programmers. Who only adds patterns reads README.md.
#
# The parser is given one block at a time: from a line that begins with `pattern` to the next. What a word or a literal is, says the lexer
# (src/messages/pattern-lexer.ts), line by line; this grammar says how they follow each other. It must stay unambiguous: load.ts refuses a second reading, and
# test/messages/grammar.test.ts has a row for every production. Literal text and holes strictly alternate, so there is one way only to read a wording.
#
# `npm run grammar` turns this file into src/messages/grammar.generated.ts.

@preprocessor typescript
@{%
import { patternLexer as lexer } from './pattern-lexer.ts';
%}
@lexer lexer

block   -> head line:*                          {% ([head, lines]) => ({ ...head, lines }) %}
head    -> "pattern" %name %newline             {% ([at, name]) => ({ at, name }) %}

line    -> from {% id %} | says {% id %} | means {% id %} | tells {% id %} | source {% id %}
         | messageids {% id %} | yields {% id %} | sample {% id %} | refuse {% id %}

from    -> "from" groups levels %newline        {% ([at, groups, levels]) => ({ is: 'from', at, groups, levels }) %}
groups  -> %group                               {% ([group]) => [group.value] %}
         | groups "," %group                    {% ([groups, , group]) => [...groups, group.value] %}
levels  -> %level                               {% ([level]) => [Number(level.value), Number(level.value)] %}
         | %level "-" %level                    {% ([lowest, , highest]) => [Number(lowest.value), Number(highest.value)] %}

says    -> "says" wording %newline              {% ([at, segments]) => ({ is: 'says', at, segments }) %}
wording -> ends_literal {% id %} | ends_hole {% id %}
ends_literal
        -> literal                              {% ([literal]) => [literal] %}
         | ends_hole literal                    {% ([before, literal]) => [...before, literal] %}
ends_hole
        -> hole                                 {% ([hole]) => [hole] %}
         | ends_literal hole                    {% ([before, hole]) => [...before, hole] %}
literal -> %literal                             {% ([at]) => ({ is: 'literal', at, text: at.value }) %}
hole    -> "{" %hole ":" %type "}"              {% ([at, name, , type]) => ({ is: 'hole', at, name: name.value, type: type.value }) %}

means   -> "means" %event %newline              {% ([at, event]) => ({ is: 'means', at, text: event.value }) %}
tells   -> "tells" %text %newline               {% ([at, text]) => ({ is: 'tells', at, text: text.value }) %}
source  -> "source" %text %newline              {% ([at, text]) => ({ is: 'source', at, text: text.value }) %}
refuse  -> "refuse" %text %newline              {% ([at, text]) => ({ is: 'refuse', at, text: text.value }) %}

messageids -> "id" %messageid:+ %newline        {% ([at, ids]) => ({ is: 'id', at, ids }) %}
yields  -> "yields" %name:+ %newline            {% ([at, names]) => ({ is: 'yields', at, names }) %}

sample  -> "sample" %text %newline fields:*     {% ([at, text, , fields]) => ({ is: 'sample', at, text: text.value, fields: fields.flat() }) %}
fields  -> field:+ %newline                     {% ([fields]) => fields %}
field   -> %hole "=" %value                     {% ([at, , value]) => ({ at, name: at.value, value: value.value }) %}
