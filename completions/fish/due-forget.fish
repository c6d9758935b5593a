function __due-forget_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-forget_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-forget_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-forget_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-forget_parse_tokens -S
    set -l unparsed_tokens (__due-forget_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-forget'
        __due-forget_parse_subcommand 0 'store=' 'project=+' 'all-projects' 'endpoint=+' 'user=+' 'address=+' 'default-country=' 'assume-us' 'scrub=+' 'hold=' 'certificate=' 'n/dry-run' 'now=' 'summary' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-forget_parse_subcommand -r 1 'version'
        end
    end
end

function __due-forget_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-forget_parse_subcommand -S -a positional_count
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

function __due-forget_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-forget_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-forget_tokens -p)
    if test -z "$(__due-forget_tokens -t)"
        set -l index (count (__due-forget_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-forget' -f
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget"' -l 'project' -d 'Project that is meant; repeatable (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" all-projects' -l 'all-projects' -d 'All projects of the store are meant.'
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget"' -l 'endpoint' -d 'Erase the endpoint ID; repeatable.' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget"' -l 'user' -d 'Erase the user ID and all endpoints of it; repeatable.' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget"' -l 'address' -d 'Erase ADDRESS and all endpoints that have it; repeatable.' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" default-country' -l 'default-country' -d 'Take numbers without a country to be of COUNTRY, such as GB.' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" assume-us' -l 'assume-us' -d 'Take ten digits of no country to be a number of the United States.'
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget"' -l 'scrub' -d 'Take their records out of FILE as well, such as rejects; repeatable.' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" hold' -l 'hold' -d 'Leave the archived messages of endpoints, users, campaigns and journeys in FILE.' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" certificate' -l 'certificate' -d 'Say in FILE what was erased.' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" version' -l 'version' -d 'Show the version.'
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_positional "due-forget" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-forget' -n '__due-forget_should_offer_completions_for_flags_or_options "due-forget help" version' -l 'version' -d 'Show the version.'
