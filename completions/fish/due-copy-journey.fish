function __due-copy-journey_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-copy-journey_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-copy-journey_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-copy-journey_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-copy-journey_parse_tokens -S
    set -l unparsed_tokens (__due-copy-journey_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-copy-journey'
        __due-copy-journey_parse_subcommand -r 1 'from-project=' 'from-store=' 'f/file=+' 'all' 'store=' 'project=' 'd/with-dependencies' 'keep-missing' 'map-segment=+' 'map-template=+' 'map-campaign=+' 'map-uri=+' 'email-from=' 'sms-from=' 'schedule=' 'name-suffix=' 'test' 'new-ids' 'on-conflict=' 'records' 'diff' 'export' 'requests' 'o/output=' 'now=' 'n/dry-run' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-copy-journey_parse_subcommand -r 1 'version'
        end
    end
end

function __due-copy-journey_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-copy-journey_parse_subcommand -S -a positional_count
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

function __due-copy-journey_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-copy-journey_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-copy-journey_tokens -p)
    if test -z "$(__due-copy-journey_tokens -t)"
        set -l index (count (__due-copy-journey_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-copy-journey' -f
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" from-project' -l 'from-project' -d 'Project of the source (default: the destination\'s).' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" from-store' -l 'from-store' -d 'Store of the source (default: the destination\'s).' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey"' -l 'file' -s 'f' -d 'Copy from saved definitions in FILE, or in the files of a directory; repeatable.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" all' -l 'all' -d 'Copy every journey of the source.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" d with-dependencies' -s 'd' -l 'with-dependencies' -d 'Copy the segments, templates and campaigns that are named, too.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" keep-missing' -l 'keep-missing' -d 'Copy journeys that name what is not there.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey"' -l 'map-segment' -d 'Name the segment NEW where OLD is named; repeatable.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey"' -l 'map-template' -d 'Name the template NEW where OLD is named; repeatable.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey"' -l 'map-campaign' -d 'Name the campaign NEW where OLD is named; repeatable.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey"' -l 'map-uri' -d 'Name the function or program NEW where OLD is named; repeatable.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" email-from' -l 'email-from' -d 'Let mails be from SENDER.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" sms-from' -l 'sms-from' -d 'Let text messages be from SENDER, a number or an id.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" schedule' -l 'schedule' -d 'Times of the journey: drop, keep, or a while later such as +30d (default: drop).' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" name-suffix' -l 'name-suffix' -d 'Put TEXT behind each name.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" test' -l 'test' -d 'Call copies Test-…, and let nobody wait.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" new-ids' -l 'new-ids' -d 'Give each copy an id of its own.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" on-conflict' -l 'on-conflict' -d 'Where there is another of the id or name: refuse, replace or rename (default: refuse).' -rfka 'refuse replace rename'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" records' -l 'records' -d 'One JSON object a journey; this is the default.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" diff' -l 'diff' -d 'What is different in each copy, member by member.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" export' -l 'export' -d 'Copies as definitions, and what they need; no store is written.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" requests' -l 'requests' -d 'Copies as create-journey takes them; no store is written.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" o output' -l 'output' -s 'o' -d 'Write to FILE, which is replaced when complete.' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" version' -l 'version' -d 'Show the version.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_positional "due-copy-journey" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-copy-journey' -n '__due-copy-journey_should_offer_completions_for_flags_or_options "due-copy-journey help" version' -l 'version' -d 'Show the version.'
