function __due-unwrap_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-unwrap_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-unwrap_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-unwrap_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-unwrap_parse_tokens -S
    set -l unparsed_tokens (__due-unwrap_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-unwrap'
        __due-unwrap_parse_subcommand -r 1 's3-root=' 'verify-sns=' 'topic-arn=+' 'family=' 'tag' 'rejects=' 'max-rejects=' 'strict' 'summary' 'o/output=' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-unwrap_parse_subcommand -r 1 'version'
        end
    end
end

function __due-unwrap_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-unwrap_parse_subcommand -S -a positional_count
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

function __due-unwrap_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-unwrap_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-unwrap_tokens -p)
    if test -z "$(__due-unwrap_tokens -t)"
        set -l index (count (__due-unwrap_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-unwrap' -f
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" s3-root' -l 's3-root' -d 'Read the objects that S3 notices tell of below DIR, as BUCKET/KEY or KEY.' -rfka ''
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" verify-sns' -l 'verify-sns' -d 'Take signed SNS messages only; DIR has the certificates (.pem).' -rfka ''
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap"' -l 'topic-arn' -d 'Of SNS messages, take those of topic ARN only; repeatable.' -rfka ''
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" family' -l 'family' -d 'Take events of ses, pinpoint or sms only.' -rfka 'auto ses pinpoint sms'
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" tag' -l 'tag' -d 'Write each event with its family, uid and place, as a member of an object.'
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" version' -l 'version' -d 'Show the version.'
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_positional "due-unwrap" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-unwrap' -n '__due-unwrap_should_offer_completions_for_flags_or_options "due-unwrap help" version' -l 'version' -d 'Show the version.'
