function __due-names_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-names_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-names_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-names_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-names_parse_tokens -S
    set -l unparsed_tokens (__due-names_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-names'
        __due-names_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'annotate'
            __due-names_parse_subcommand -r 1 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'summary' 'at-event-time' 'o/output=' 'version' 'h/help'
        case 'audit'
            __due-names_parse_subcommand -r 1 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'now=' 'summary' 'n/dry-run' 'application=+' 'version' 'h/help'
        case 'sync'
            __due-names_parse_subcommand -r 1 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'now=' 'summary' 'n/dry-run' 'version' 'h/help'
        case 'list'
            __due-names_parse_subcommand 0 'store=' 'project=' 'csv' 'json' 'legacy' 'kind=+' 'o/output=' 'version' 'h/help'
        case 'show'
            __due-names_parse_subcommand 1 'store=' 'project=' 'version' 'h/help'
        case 'help'
            __due-names_parse_subcommand -r 1 'version'
        end
    end
end

function __due-names_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-names_parse_subcommand -S -a positional_count
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

function __due-names_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-names_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-names_tokens -p)
    if test -z "$(__due-names_tokens -t)"
        set -l index (count (__due-names_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-names' -f
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names" version' -l 'version' -d 'Show the version.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_positional "due-names" -eq 1' -fa 'annotate' -d 'Write names into events, beside the ids.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_positional "due-names" -eq 1' -fa 'audit' -d 'Keep the names and deletions in audit logs.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_positional "due-names" -eq 1' -fa 'sync' -d 'Keep the names of saved definitions.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_positional "due-names" -eq 1' -fa 'list' -d 'List what is known, by kind and id.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_positional "due-names" -eq 1' -fa 'show' -d 'Write all that is known of an id, with its history.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_positional "due-names" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" at-event-time' -l 'at-event-time' -d 'Give the names of the time of each event.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" version' -l 'version' -d 'Show the version.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names annotate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit"' -l 'application' -d 'Take records of the Pinpoint application ID only; repeatable (default: the project\'s name).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" version' -l 'version' -d 'Show the version.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names audit" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" version' -l 'version' -d 'Show the version.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names sync" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" csv' -l 'csv' -d 'Write CSV.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" json' -l 'json' -d 'Write one JSON object a line.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" legacy' -l 'legacy' -d 'Write the columns and texts of Pinpoint\'s names database.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list"' -l 'kind' -d 'List campaign, journey, segment or template only; repeatable.' -rfka 'campaign journey segment template'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" version' -l 'version' -d 'Show the version.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names show" version' -l 'version' -d 'Show the version.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-names' -n '__due-names_should_offer_completions_for_flags_or_options "due-names help" version' -l 'version' -d 'Show the version.'
