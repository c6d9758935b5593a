function __due-template_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-template_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-template_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-template_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-template_parse_tokens -S
    set -l unparsed_tokens (__due-template_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-template'
        __due-template_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'add'
            __due-template_parse_subcommand -r 1 'n/dry-run' 'name=' 'sms=' 'overwrite' 'no-activate' 'store=' 'now=' 'version' 'h/help'
        case 'list'
            __due-template_parse_subcommand 0 'versions' 'type=' 'store=' 'now=' 'version' 'h/help'
        case 'show'
            __due-template_parse_subcommand 1 'history' 'type=' 'store=' 'now=' 'version' 'h/help'
        case 'activate'
            __due-template_parse_subcommand 1 'n/dry-run' 'type=' 'store=' 'now=' 'version' 'h/help'
        case 'render'
            __due-template_parse_subcommand 1 'endpoint=' 'json' 'legacy-escape' 'strict-template' 'pinpoint-limits' 'seed=' 'project=' 'file=' 'type=' 'store=' 'now=' 'version' 'h/help'
        case 'check'
            __due-template_parse_subcommand -r 1 'json' 'file=' 'type=' 'store=' 'now=' 'version' 'h/help'
        case 'help'
            __due-template_parse_subcommand -r 1 'version'
        end
    end
end

function __due-template_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-template_parse_subcommand -S -a positional_count
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

function __due-template_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-template_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-template_tokens -p)
    if test -z "$(__due-template_tokens -t)"
        set -l index (count (__due-template_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-template' -f
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template" version' -l 'version' -d 'Show the version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_positional "due-template" -eq 1' -fa 'add' -d 'Save templates from files, or one from the command line.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_positional "due-template" -eq 1' -fa 'list' -d 'List the active version of every template.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_positional "due-template" -eq 1' -fa 'show' -d 'Print a template as Pinpoint\'s API did.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_positional "due-template" -eq 1' -fa 'activate' -d 'Make a version of a template the active one.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_positional "due-template" -eq 1' -fa 'render' -d 'Print what an endpoint would get.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_positional "due-template" -eq 1' -fa 'check' -d 'Say what templates ask for, and what keeps them from being sent.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_positional "due-template" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" dry-run n' -s 'n' -l 'dry-run' -d 'Print the same, change nothing.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" name' -l 'name' -d 'The template\'s name.' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" sms' -l 'sms' -d 'Make a text message template of TEXT, or of the file after an \'@\'.' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" overwrite' -l 'overwrite' -d 'Put the text in the place of the latest version, or of the one named.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" no-activate' -l 'no-activate' -d 'Leave the active version as it is.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" version' -l 'version' -d 'Show the version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template add" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template list" versions' -l 'versions' -d 'List every version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template list" type' -l 'type' -d 'The kind of template: EMAIL, SMS, PUSH, VOICE or INAPP.' -rfka 'EMAIL SMS PUSH VOICE INAPP'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template list" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template list" version' -l 'version' -d 'Show the version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template show" history' -l 'history' -d 'Print when which version became active.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template show" type' -l 'type' -d 'The kind of template: EMAIL, SMS, PUSH, VOICE or INAPP.' -rfka 'EMAIL SMS PUSH VOICE INAPP'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template show" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template show" version' -l 'version' -d 'Show the version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template activate" dry-run n' -s 'n' -l 'dry-run' -d 'Print the same, change nothing.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template activate" type' -l 'type' -d 'The kind of template: EMAIL, SMS, PUSH, VOICE or INAPP.' -rfka 'EMAIL SMS PUSH VOICE INAPP'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template activate" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template activate" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template activate" version' -l 'version' -d 'Show the version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template activate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" endpoint' -l 'endpoint' -d 'Id of an endpoint of the store, or a file of endpoints; \'-\' is standard input.' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" json' -l 'json' -d 'Print JSON, one line for each endpoint.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" legacy-escape' -l 'legacy-escape' -d 'Escape for HTML in every text, as Pinpoint\'s message archiver did.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" strict-template' -l 'strict-template' -d 'Fail on a helper with too few values or with a value that it cannot use.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" pinpoint-limits' -l 'pinpoint-limits' -d 'Let \'each\' go no further than 15 items.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" seed' -l 'seed' -d 'Make \'uuid\' the same in every run.' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" project' -l 'project' -d 'The project of the endpoint.' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" file' -l 'file' -d 'Take the template from FILE instead of the store; \'-\' is standard input.' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" type' -l 'type' -d 'The kind of template: EMAIL, SMS, PUSH, VOICE or INAPP.' -rfka 'EMAIL SMS PUSH VOICE INAPP'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" version' -l 'version' -d 'Show the version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template render" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template check" json' -l 'json' -d 'Print JSON, one line for each template.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template check" file' -l 'file' -d 'Take the template from FILE instead of the store; \'-\' is standard input.' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template check" type' -l 'type' -d 'The kind of template: EMAIL, SMS, PUSH, VOICE or INAPP.' -rfka 'EMAIL SMS PUSH VOICE INAPP'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template check" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template check" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template check" version' -l 'version' -d 'Show the version.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-template' -n '__due-template_should_offer_completions_for_flags_or_options "due-template help" version' -l 'version' -d 'Show the version.'
