function __due-migrate_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-migrate_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-migrate_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-migrate_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-migrate_parse_tokens -S
    set -l unparsed_tokens (__due-migrate_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-migrate'
        __due-migrate_parse_subcommand -r 1 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'notify=+' 'now=' 'summary' 'report=' 'n/dry-run' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-migrate_parse_subcommand -r 1 'version'
        end
    end
end

function __due-migrate_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-migrate_parse_subcommand -S -a positional_count
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

function __due-migrate_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-migrate_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-migrate_tokens -p)
    if test -z "$(__due-migrate_tokens -t)"
        set -l index (count (__due-migrate_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-migrate' -f
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" report' -l 'report' -d 'Write the report into FILE: .html, .md, .json, else text.' -rfka ''
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" version' -l 'version' -d 'Show the version.'
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_positional "due-migrate" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-migrate' -n '__due-migrate_should_offer_completions_for_flags_or_options "due-migrate help" version' -l 'version' -d 'Show the version.'
