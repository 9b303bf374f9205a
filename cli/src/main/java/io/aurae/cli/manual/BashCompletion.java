// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.stream.Collectors;

/** For bash: tables of the grammar, and one function that walks over the line with them. */
final class BashCompletion {
    private static final String WALK = """
            # Candidates of one kind; the words of the kind "words" follow it.
            _aurae_of() {
                case "$1" in
                    words) shift; COMPREPLY=($(compgen -W "$*" -- "$cur")) ;;
                    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
                    places)
                        compopt -o nospace 2>/dev/null
                        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                        case "$cur" in
                            */*) ;;
                            *) COMPREPLY+=($(compgen -S : -W "$(aurae "${node[@]}" __names names 2>/dev/null)" -- "$cur")) ;;
                        esac ;;
                    any) ;;
                    *) COMPREPLY=($(compgen -W "$(aurae "${node[@]}" __names "$1" 2>/dev/null)" -- "$cur")) ;;
                esac
            }

            _aurae() {
                local line=${COMP_LINE:0:COMP_POINT} cur verb= option= expected= index=0 open=1 word i
                local -a words arguments node=()
                read -r -a words <<<"$line"
                case "$line" in *[[:space:]]) words+=("") ;; esac
                cur=${words[-1]}
                COMPREPLY=()
                for ((i = 1; i < ${#words[@]} - 1; i++)); do
                    word=${words[i]}
                    if [ -n "$expected" ]; then
                        case "$option" in --config | --socket) node+=("$option" "$word") ;; esac
                        expected=
                    elif [ "$word" = -- ]; then
                        open=
                    elif [ -n "$open" ] && [[ $word == -* ]]; then
                        option=$word
                        expected=$(_aurae_value "$verb" "$word")
                    elif [ -n "$open" ] && _aurae_verbs "$verb" | grep -qxF -- "$word"; then
                        verb=${verb:+$verb }$word
                    else
                        index=$((index + 1))
                    fi
                done
                if [ -n "$expected" ]; then
                    _aurae_of $expected
                elif [ -n "$open" ] && [[ $cur == -* ]]; then
                    COMPREPLY=($(compgen -W "$(_aurae_options "$verb")" -- "$cur"))
                elif [ -n "$open" ] && [ -n "$(_aurae_verbs "$verb")" ]; then
                    COMPREPLY=($(compgen -W "$(_aurae_verbs "$verb")" -- "$cur"))
                else
                    mapfile -t arguments < <(_aurae_arguments "$verb")
                    ((index < ${#arguments[@]})) || index=$((${#arguments[@]} - 1))
                    ((index < 0)) || _aurae_of ${arguments[index]}
                fi
                # Bash has cut the word at its last colon, and puts only what is behind it.
                if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
                    for i in "${!COMPREPLY[@]}"; do
                        COMPREPLY[i]=${COMPREPLY[i]#"${cur%"${cur##*:}"}"}
                    done
                fi
            }

            complete -F _aurae aurae
            """;

    private BashCompletion() {}

    static String script(Words program) {
        return "# Completion of aurae for bash, made by 'aurae completion bash'.\n\n"
                + Completion.table("_aurae_verbs", program, BashCompletion::verbs)
                + Completion.table("_aurae_options", program, BashCompletion::options)
                + Completion.table("_aurae_arguments", program, BashCompletion::arguments)
                + Completion.values("_aurae_value", program)
                + WALK;
    }

    private static String verbs(Words words) {
        return words.verbs().stream().map(verb -> " " + verb.name()).collect(Collectors.joining());
    }

    private static String options(Words words) {
        return words.flags().stream()
                .flatMap(flag -> flag.names().stream())
                .map(name -> " " + name)
                .collect(Collectors.joining());
    }

    static String arguments(Words words) {
        return words.arguments().stream().map(kind -> " " + kind).collect(Collectors.joining());
    }
}
