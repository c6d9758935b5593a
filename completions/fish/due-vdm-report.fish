function __due-vdm-report_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-vdm-report_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-vdm-report_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-vdm-report_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-vdm-report_parse_tokens -S
    set -l unparsed_tokens (__due-vdm-report_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-vdm-report'
        __due-vdm-report_parse_subcommand -r 1 'source=' 'month=' 'period=' 'start=' 'end=' 'attribute=' 'tracked-config-set=+' 'no-fbl=+' 'isp-map=' 'isp-by-mx=' 'identity=+' 'exclude-subtype=+' 'dimension=+' 'filter=+' 'preset=' 'metric=+' 'bucket=' 'layout=' 'totals' 'percent' 'dashboard-rates' 'compare' 'fail-if=+' 'format=' 'attach=' 'mail-to=+' 'mail-from=' 'subject=' 'o/output=' 'region=' 'poll=' 'timeout=' 'resume=' 'clamp' 'messages' 'include=+' 'exclude=+' 'max-results=' 'store=' 'project=' 'rejects=' 'max-rejects=' 'strict' 'notify=+' 'now=' 'summary' 'keep' 'n/dry-run' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-vdm-report_parse_subcommand -r 1 'version'
        end
    end
end

function __due-vdm-report_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-vdm-report_parse_subcommand -S -a positional_count
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

function __due-vdm-report_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-vdm-report_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-vdm-report_tokens -p)
    if test -z "$(__due-vdm-report_tokens -t)"
        set -l index (count (__due-vdm-report_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-vdm-report' -f
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" source' -l 'source' -d 'Where the numbers come from: events, store, history, api or batch-api (default: events).' -rfka 'events store history api batch-api'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" month' -l 'month' -d 'A month such as 2026-08, or \'last\'.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" period' -l 'period' -d 'So many days, weeks, months or years up to today, such as 30D; or previous-month.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" start' -l 'start' -d 'The first day.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" end' -l 'end' -d 'The day after the last one.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" attribute' -l 'attribute' -d 'Day on which it counts what became of a message: its own (event), or that of the send.' -rfka 'event send'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'tracked-config-set' -d 'Configuration set that tracks opens and clicks; repeatable (default: those that show any).' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'no-fbl' -d 'Provider that tells of no complaints; repeatable (default: Gmail).' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" isp-map' -l 'isp-map' -d 'CSV of domains and providers, to count before due\'s own.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" isp-by-mx' -l 'isp-by-mx' -d 'CSV of domains and the hosts that take their mail, for domains of no rule.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'identity' -d 'Identity that is known beside those of the events; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'exclude-subtype' -d 'Leave out bounces of this sub-type; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'dimension' -d 'EMAIL_IDENTITY, CONFIGURATION_SET or ISP; repeatable (default: EMAIL_IDENTITY).' -rfka 'EMAIL_IDENTITY CONFIGURATION_SET ISP'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'filter' -d 'Only what has this value in a dimension; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" preset' -l 'preset' -d 'Columns: original, full or billing (default: original).' -rfka 'original full billing'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'metric' -d 'A column such as DELIVERY:RATE; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" bucket' -l 'bucket' -d 'Rows for each day, week or month, or for all days (none).' -rfka 'none day week month'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" layout' -l 'layout' -d 'A table (wide), one after the other (blocks), or a row a number (long).' -rfka 'wide blocks long'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" totals' -l 'totals' -d 'Add a row of all.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" percent' -l 'percent' -d 'Rates as percentages.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" dashboard-rates' -l 'dashboard-rates' -d 'Add rates as readers of dashboards think of them.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" compare' -l 'compare' -d 'Add the numbers of the period before.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'fail-if' -d 'End with 1 when this holds of a row, such as PERMANENT_BOUNCE_RATE>0.05; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" format' -l 'format' -d 'csv, json, html, or mime, a message to be sent (default: csv).' -rfka 'csv json html mime'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" attach' -l 'attach' -d 'What a message has attached: csv, json or html (default: csv).' -rfka 'csv json html mime'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'mail-to' -d 'Whom the message is for; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" mail-from' -l 'mail-from' -d 'Whom the message is from.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" subject' -l 'subject' -d 'Subject of the message.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" o output' -l 'output' -s 'o' -d 'Write FILE instead of standard output.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" region' -l 'region' -d 'Region of AWS (default: $AWS_REGION, else that of the profile).' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" poll' -l 'poll' -d 'Ask this often at most (default: 30s).' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" timeout' -l 'timeout' -d 'Wait this long (default: 30m).' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" resume' -l 'resume' -d 'Go on with this job.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" clamp' -l 'clamp' -d 'Begin the report where the 60 days of SES do.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" messages' -l 'messages' -d 'Export messages, one a row, and not numbers.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'include' -d 'Only messages such as Isp=Gmail; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'exclude' -d 'No messages such as Isp=Gmail; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" max-results' -l 'max-results' -d 'The most messages, up to 10000.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" keep' -l 'keep' -d 'Keep the days of the report in the store.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" dry-run n' -s 'n' -l 'dry-run' -d 'Report, and keep nothing; show what SES is asked.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" version' -l 'version' -d 'Show the version.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_positional "due-vdm-report" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-vdm-report' -n '__due-vdm-report_should_offer_completions_for_flags_or_options "due-vdm-report help" version' -l 'version' -d 'Show the version.'
