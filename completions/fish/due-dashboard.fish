function __due-dashboard_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-dashboard_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-dashboard_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-dashboard_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-dashboard_parse_tokens -S
    set -l unparsed_tokens (__due-dashboard_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-dashboard'
        __due-dashboard_parse_subcommand 0 'store=' 'project=' 'month=' 'period=' 'start=' 'end=' 'campaign=' 'journey=' 'section=+' 'isp-map=' 'step=+' 'within=' 'sum=' 'format=' 'o/output=' 'json=' 'csv=' 'chart-library=' 'template=' 'title=' 'now=' 'person=' 'show-sql' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-dashboard_parse_subcommand -r 1 'version'
        end
    end
end

function __due-dashboard_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-dashboard_parse_subcommand -S -a positional_count
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

function __due-dashboard_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-dashboard_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-dashboard_tokens -p)
    if test -z "$(__due-dashboard_tokens -t)"
        set -l index (count (__due-dashboard_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-dashboard' -f
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" month' -l 'month' -d 'A month such as 2026-08, or \'last\'.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" period' -l 'period' -d 'So many days, weeks, months or years up to today, such as 30D; or previous-month.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" start' -l 'start' -d 'The first day.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" end' -l 'end' -d 'The day after the last one.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" campaign' -l 'campaign' -d 'Events of this campaign alone.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" journey' -l 'journey' -d 'Events of this journey alone.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard"' -l 'section' -d 'Show this section; repeatable (default: all).' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" isp-map' -l 'isp-map' -d 'CSV of domains and providers, to count before due\'s own.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard"' -l 'step' -d 'A step of a funnel, TYPE[:ATTRIBUTE=VALUE]; repeatable.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" within' -l 'within' -d 'Time from the first step to the last, such as 3d (default: 7d).' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" sum' -l 'sum' -d 'Add up this metric of the last step\'s events.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" format' -l 'format' -d 'html, json or csv (default: html).' -rfka 'html json csv'
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" o output' -l 'output' -s 'o' -d 'Write FILE instead of standard output.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" json' -l 'json' -d 'Write the figures as JSON too.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" csv' -l 'csv' -d 'Write each section as CSV into DIR too.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" chart-library' -l 'chart-library' -d 'Chart.js, to be put into the page.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" template' -l 'template' -d 'The page, as a template.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" title' -l 'title' -d 'What the page is called (default: Engagement).' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" person' -l 'person' -d 'Add all that happened to an endpoint, a user or an address.' -rfka ''
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" show-sql' -l 'show-sql' -d 'Print the SQL of the sections, and count nothing.'
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" version' -l 'version' -d 'Show the version.'
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_positional "due-dashboard" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-dashboard' -n '__due-dashboard_should_offer_completions_for_flags_or_options "due-dashboard help" version' -l 'version' -d 'Show the version.'
