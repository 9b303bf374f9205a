// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.stream.Collectors;

/** For zsh: tables of the grammar with descriptions, and one function that walks over the line with them. */
final class ZshCompletion {
    private static final String WALK = """
            # Candidates of one kind; the words of the kind "words" follow it.
            _aurae_of() {
                case "$1" in
                    words) shift; compadd -- "$@" ;;
                    files) _files ;;
                    places)
                        _files
                        compadd -S : -- ${(f)"$(aurae $node __names names 2>/dev/null)"} ;;
                    any) ;;
                    *) compadd -- ${(f)"$(aurae $node __names "$1" 2>/dev/null)"} ;;
                esac
            }

            _aurae() {
                local verb= option= expected= open=1 word
                local -i index=1 i
                local -a verbs options arguments node
                for ((i = 2; i < CURRENT; i++)); do
                    word=${words[i]}
                    verbs=(${(f)"$(_aurae_verbs "$verb")"})
                    if [[ -n $expected ]]; then
                        case "$option" in --config | --socket) node+=("$option" "$word") ;; esac
                        expected=
                    elif [[ $word == -- ]]; then
                        open=
                    elif [[ -n $open && $word == -* ]]; then
                        option=$word
                        expected=$(_aurae_value "$verb" "$word")
                    elif [[ -n $open && -n ${(M)verbs:#$word:*} ]]; then
                        verb=${verb:+$verb }$word
                    else
                        index+=1
                    fi
                done
                verbs=(${(f)"$(_aurae_verbs "$verb")"})
                if [[ -n $expected ]]; then
                    _aurae_of ${=expected}
                elif [[ -n $open && ${words[CURRENT]} == -* ]]; then
                    options=(${(f)"$(_aurae_options "$verb")"})
                    _describe option options
                elif [[ -n $open && ${#verbs} -gt 0 ]]; then
                    _describe verb verbs
                else
                    arguments=(${(f)"$(_aurae_arguments "$verb")"})
                    ((index <= ${#arguments})) || index=${#arguments}
                    ((index == 0)) || _aurae_of ${=arguments[index]}
                fi
            }

            if [ "${funcstack[1]}" = _aurae ]; then
                _aurae "$@"
            else
                compdef _aurae aurae
            fi
            """;

    private ZshCompletion() {}

    static String script(Words program) {
        return "#compdef aurae\n# Completion of aurae for zsh, made by 'aurae completion zsh'.\n\n"
                + Completion.table("_aurae_verbs", program, ZshCompletion::verbs)
                + Completion.table("_aurae_options", program, ZshCompletion::options)
                + Completion.table("_aurae_arguments", program, BashCompletion::arguments)
                + Completion.values("_aurae_value", program)
                + WALK;
    }

    private static String verbs(Words words) {
        return words.verbs().stream()
                .map(verb -> described(verb.name(), verb.header()))
                .collect(Collectors.joining());
    }

    private static String options(Words words) {
        return words.flags().stream()
                .flatMap(flag -> flag.names().stream().map(name -> described(name, flag.description())))
                .collect(Collectors.joining());
    }

    private static String described(String name, String description) {
        return " " + Completion.quoted(name + ":" + description.replaceAll("\\s+", " "));
    }
}
