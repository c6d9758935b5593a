function __due-watch_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-watch_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-watch_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-watch_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-watch_parse_tokens -S
    set -l unparsed_tokens (__due-watch_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-watch'
        __due-watch_parse_subcommand -r 2 'on=+' 'ignore=+' 'settle=' 'debounce' 'rescan=' 'done=' 'failed=' 'once' 'jobs=' 'attempts=' 'shell=' 'once-content' 'emit=' 'dry-run' 'now=' 'notify=+' 'summary' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-watch_parse_subcommand -r 1 'version'
        end
    end
end

function __due-watch_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-watch_parse_subcommand -S -a positional_count
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

function __due-watch_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-watch_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-watch_tokens -p)
    if test -z "$(__due-watch_tokens -t)"
        set -l index (count (__due-watch_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-watch' -f
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch"' -l 'on' -d 'Take only files whose name matches; repeatable.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch"' -l 'ignore' -d 'Never take files whose name matches; repeatable.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" settle' -l 'settle' -d 'How long a file must have been left alone that nobody saw being closed.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" debounce' -l 'debounce' -d 'Let every file settle, also after it was closed or renamed.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" rescan' -l 'rescan' -d 'Look through the directory this often; 0 for never.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" done' -l 'done' -d 'Where files go that were done.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" failed' -l 'failed' -d 'Where files go whose command failed.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" once' -l 'once' -d 'Take the files that are there, then exit.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" jobs' -l 'jobs' -d 'Run up to N commands at once.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" attempts' -l 'attempts' -d 'Give up on a file after N starts of its command.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" shell' -l 'shell' -d 'Run a script for sh(1) instead of a command.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" once-content' -l 'once-content' -d 'Run once for each name and content.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" emit' -l 'emit' -d 'Print an event for each file that was done: s3-event.' -rfka 's3-event'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" dry-run' -l 'dry-run' -d 'Print what would be run on the files that are there.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" version' -l 'version' -d 'Show the version.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_positional "due-watch" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-watch' -n '__due-watch_should_offer_completions_for_flags_or_options "due-watch help" version' -l 'version' -d 'Show the version.'
