function __due-journey_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-journey_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-journey_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-journey_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-journey_parse_tokens -S
    set -l unparsed_tokens (__due-journey_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-journey'
        __due-journey_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'load'
            __due-journey_parse_subcommand -r 1 'n/dry-run' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'lint'
            __due-journey_parse_subcommand -r 1 'jsonl' 'f/file=' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'show'
            __due-journey_parse_subcommand -r 1 'tree' 'dot' 'svg' 'json' 'o/output=' 'f/file=' 'store=' 'project=' 'version' 'h/help'
        case 'list'
            __due-journey_parse_subcommand 0 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'delete'
            __due-journey_parse_subcommand -r 1 'n/dry-run' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'help'
            __due-journey_parse_subcommand -r 1 'version'
        end
    end
end

function __due-journey_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-journey_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __due-journey_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-journey_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-journey_tokens -p)
    if test -z "$(__due-journey_tokens -t)"
        set -l index (count (__due-journey_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-journey' -f
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey" version' -l 'version' -d 'Show the version.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_positional "due-journey" -eq 1' -fa 'load' -d 'Keep the journeys of files, each in the place of the one of its id.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_positional "due-journey" -eq 1' -fa 'lint' -d 'Tell what is wrong with journeys, a line each.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_positional "due-journey" -eq 1' -fa 'show' -d 'Draw journeys as trees or pictures, or write them as JSON.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_positional "due-journey" -eq 1' -fa 'list' -d 'Write the journeys, by name, one line each.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_positional "due-journey" -eq 1' -fa 'delete' -d 'Take journeys out of the store.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_positional "due-journey" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey load" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey load" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey load" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey load" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey load" version' -l 'version' -d 'Show the version.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey load" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey lint" jsonl' -l 'jsonl' -d 'Write one JSON object a line.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey lint" f file' -l 'file' -s 'f' -d 'Read journeys from FILE instead of the store; - is standard input.' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey lint" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey lint" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey lint" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey lint" version' -l 'version' -d 'Show the version.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey lint" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" tree' -l 'tree' -d 'Lines of text, branches set in (the default).'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" dot' -l 'dot' -d 'The language of Graphviz.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" svg' -l 'svg' -d 'A picture that Graphviz draws of one journey.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" json' -l 'json' -d 'The definitions, one a line.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" f file' -l 'file' -s 'f' -d 'Read journeys from FILE instead of the store; - is standard input.' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" version' -l 'version' -d 'Show the version.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey list" jsonl' -l 'jsonl' -d 'Write one JSON object a line.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey list" version' -l 'version' -d 'Show the version.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey delete" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey delete" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey delete" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey delete" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey delete" version' -l 'version' -d 'Show the version.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey delete" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-journey' -n '__due-journey_should_offer_completions_for_flags_or_options "due-journey help" version' -l 'version' -d 'Show the version.'
