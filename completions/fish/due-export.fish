function __due-export_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-export_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-export_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-export_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-export_parse_tokens -S
    set -l unparsed_tokens (__due-export_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-export'
        __due-export_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'endpoints'
            __due-export_parse_subcommand 0 'store=' 'project=' 'to=' 'g/gzip' 'o/output=' 'summary' 'version' 'h/help'
        case 'segment'
            __due-export_parse_subcommand 1 'store=' 'project=' 'to=' 'g/gzip' 'o/output=' 'summary' 'now=' 'version' 'h/help'
        case 'definitions'
            __due-export_parse_subcommand 0 'store=' 'project=' 'now=' 'kind=+' 'o/output=' 'version' 'h/help'
        case 'all'
            __due-export_parse_subcommand 1 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'help'
            __due-export_parse_subcommand -r 1 'version'
        end
    end
end

function __due-export_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-export_parse_subcommand -S -a positional_count
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

function __due-export_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-export_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-export_tokens -p)
    if test -z "$(__due-export_tokens -t)"
        set -l index (count (__due-export_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-export' -f
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export" version' -l 'version' -d 'Show the version.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_positional "due-export" -eq 1' -fa 'endpoints' -d 'Write the endpoints of a project.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_positional "due-export" -eq 1' -fa 'segment' -d 'Write the members of a segment.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_positional "due-export" -eq 1' -fa 'definitions' -d 'Write definitions under the names of their responses.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_positional "due-export" -eq 1' -fa 'all' -d 'Write a project into a directory that due-migrate takes.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_positional "due-export" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" to' -l 'to' -d 'csv or jsonl (default: the suffix of the output file, else jsonl).' -rfka 'csv jsonl'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" g gzip' -l 'gzip' -s 'g' -d 'Compress by gzip, as export jobs did.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" version' -l 'version' -d 'Show the version.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export endpoints" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" to' -l 'to' -d 'csv or jsonl (default: the suffix of the output file, else jsonl).' -rfka 'csv jsonl'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" g gzip' -l 'gzip' -s 'g' -d 'Compress by gzip, as export jobs did.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" version' -l 'version' -d 'Show the version.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export segment" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export definitions" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export definitions" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export definitions" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export definitions"' -l 'kind' -d 'Write segments, templates, campaigns, journeys or kept only; repeatable.' -rfka 'segments templates campaigns journeys kept'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export definitions" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export definitions" version' -l 'version' -d 'Show the version.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export definitions" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export all" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export all" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export all" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export all" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export all" version' -l 'version' -d 'Show the version.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export all" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-export' -n '__due-export_should_offer_completions_for_flags_or_options "due-export help" version' -l 'version' -d 'Show the version.'
