function __due-tag_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-tag_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-tag_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-tag_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-tag_parse_tokens -S
    set -l unparsed_tokens (__due-tag_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-tag'
        __due-tag_parse_subcommand -r 1 'store=' 'project=' 'rules=+' 'pack=+' 'rejects=' 'max-rejects=' 'strict' 'now=' 'summary' 'emit=' 'o/output=' 'on-missing=' 'sweep' 'n/dry-run' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-tag_parse_subcommand -r 1 'version'
        end
    end
end

function __due-tag_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-tag_parse_subcommand -S -a positional_count
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

function __due-tag_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-tag_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-tag_tokens -p)
    if test -z "$(__due-tag_tokens -t)"
        set -l index (count (__due-tag_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-tag' -f
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag"' -l 'rules' -d 'File of rules; repeatable.' -rfka ''
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag"' -l 'pack' -d 'Rules that come with due: activity, bounces, engagement or unsubscribes; repeatable.' -rfka 'activity bounces engagement unsubscribes'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" emit' -l 'emit' -d 'What goes to standard output: updates, events or none (default: none).' -rfka 'updates events none'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" o output' -l 'output' -s 'o' -d 'With --emit, write FILE instead.' -rfka ''
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" on-missing' -l 'on-missing' -d 'Events about no endpoint of the store: skip, create or error (default: skip).' -rfka 'skip create error'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" sweep' -l 'sweep' -d 'Take away what has expired.'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" version' -l 'version' -d 'Show the version.'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_positional "due-tag" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-tag' -n '__due-tag_should_offer_completions_for_flags_or_options "due-tag help" version' -l 'version' -d 'Show the version.'
