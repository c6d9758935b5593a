function __due-bounce_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-bounce_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-bounce_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-bounce_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-bounce_parse_tokens -S
    set -l unparsed_tokens (__due-bounce_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-bounce'
        __due-bounce_parse_subcommand -r 1 'mbox' 'other=' 'verp-secret=' 'patterns=' 'n/dry-run' 'now=' 'summary' 'store=' 'project=' 'o/output=' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-bounce_parse_subcommand -r 1 'version'
        end
    end
end

function __due-bounce_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-bounce_parse_subcommand -S -a positional_count
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

function __due-bounce_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-bounce_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-bounce_tokens -p)
    if test -z "$(__due-bounce_tokens -t)"
        set -l index (count (__due-bounce_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-bounce' -f
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" mbox' -l 'mbox' -d 'Files and standard input have many messages, as an mbox has.'
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" other' -l 'other' -d 'Keep mail that is no bounce and no complaint in the Maildir DIR.' -rfka ''
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" verp-secret' -l 'verp-secret' -d 'Take only mail that came to an address sealed with the secret in FILE.' -rfka ''
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" patterns' -l 'patterns' -d 'What status codes and words mean, instead of due\'s own table.' -rfka ''
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" dry-run n' -s 'n' -l 'dry-run' -d 'Keep nothing in --other.'
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" version' -l 'version' -d 'Show the version.'
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_positional "due-bounce" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-bounce' -n '__due-bounce_should_offer_completions_for_flags_or_options "due-bounce help" version' -l 'version' -d 'Show the version.'
