function __due-inbound_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-inbound_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-inbound_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-inbound_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-inbound_parse_tokens -S
    set -l unparsed_tokens (__due-inbound_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-inbound'
        __due-inbound_parse_subcommand -r 1 'from=' 'to=+' 'time-zone=' 'default-country=' 'move=' 'failed=+' 'settle=' 'verify-sns=' 'topic-arn=+' 'raw' 'emit=' 'events=' 'rejects=' 'max-rejects=' 'strict' 'summary' 'o/output=' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-inbound_parse_subcommand -r 1 'version'
        end
    end
end

function __due-inbound_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-inbound_parse_subcommand -S -a positional_count
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

function __due-inbound_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-inbound_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-inbound_tokens -p)
    if test -z "$(__due-inbound_tokens -t)"
        set -l index (count (__due-inbound_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-inbound' -f
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" from' -l 'from' -d 'What they came through: aws, kannel, smstools, gammu or mail.' -rfka 'aws kannel smstools gammu mail'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound"' -l 'to' -d 'Our number, where the gateway does not tell; MODEM=NUMBER for one modem; repeatable.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" time-zone' -l 'time-zone' -d 'Time zone of the gateway\'s clock (default: the machine\'s).' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" default-country' -l 'default-country' -d 'Take numbers without a country to be of COUNTRY, such as GB.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" move' -l 'move' -d 'Move files that are read into DIR, bad ones below it.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound"' -l 'failed' -d 'Read DIR too, where gammu puts messages that it could not send; repeatable.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" settle' -l 'settle' -d 'Leave files alone that changed less than SPAN ago (default: 2s).' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" verify-sns' -l 'verify-sns' -d 'Take signed SNS messages only; DIR has the certificates (.pem).' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound"' -l 'topic-arn' -d 'Take SNS messages of topic ARN only; repeatable.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" raw' -l 'raw' -d 'Keep what AWS sent, as the member raw.'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" emit' -l 'emit' -d 'Write messages, or events of what became of ours.' -rfka 'messages events'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" events' -l 'events' -d 'Append events of what became of ours to FILE.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" version' -l 'version' -d 'Show the version.'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_positional "due-inbound" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-inbound' -n '__due-inbound_should_offer_completions_for_flags_or_options "due-inbound help" version' -l 'version' -d 'Show the version.'
