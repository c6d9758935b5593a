function __due-campaign_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-campaign_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-campaign_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-campaign_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-campaign_parse_tokens -S
    set -l unparsed_tokens (__due-campaign_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-campaign'
        __due-campaign_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'create'
            __due-campaign_parse_subcommand 0 'f/file=' 'segment=' 'sms-template=' 'sms-text=' 'email-template=' 'email-from=' 'name=' 'start=' 'end=' 'frequency=' 'type=' 'from=' 'holdout=' 'limit-total=' 'limit-daily=' 'quiet=' 'hook=' 'deliver=' 'data=' 'deliver-to=' 'include-invalid' 'store=' 'project=' 'now=' 'n/dry-run' 'o/output=' 'notify=+' 'once-key=' 'version' 'h/help'
        case 'run'
            __due-campaign_parse_subcommand -r 1 'all-due' 'messages' 'n/dry-run' 'events=' 'emit=' 'via=' 'rate=+' 'rate-unit=' 'attempts=' 'on-uncertain=' 'uncertain-after=' 'max-wait=' 'limit=' 'timeout=' 'idempotent' 'hook=' 'hook-timeout=' 'on-hook-error=' 'store=' 'project=' 'now=' 'o/output=' 'notify=+' 'summary' 'version' 'h/help'
        case 'report'
            __due-campaign_parse_subcommand 1 'run=' 'csv' 'jsonl' 'store=' 'project=' 'now=' 'o/output=' 'version' 'h/help'
        case 'status'
            __due-campaign_parse_subcommand -r 1 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'list'
            __due-campaign_parse_subcommand 0 'jsonl' 'store=' 'project=' 'now=' 'o/output=' 'version' 'h/help'
        case 'show'
            __due-campaign_parse_subcommand -r 1 'store=' 'project=' 'now=' 'o/output=' 'version' 'h/help'
        case 'pause'
            __due-campaign_parse_subcommand -r 1 'n/dry-run' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'resume'
            __due-campaign_parse_subcommand -r 1 'n/dry-run' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'delete'
            __due-campaign_parse_subcommand -r 1 'n/dry-run' 'store=' 'project=' 'now=' 'notify=+' 'version' 'h/help'
        case 'activities'
            __due-campaign_parse_subcommand -r 1 'store=' 'project=' 'now=' 'o/output=' 'version' 'h/help'
        case 'help'
            __due-campaign_parse_subcommand -r 1 'version'
        end
    end
end

function __due-campaign_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-campaign_parse_subcommand -S -a positional_count
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

function __due-campaign_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-campaign_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-campaign_tokens -p)
    if test -z "$(__due-campaign_tokens -t)"
        set -l index (count (__due-campaign_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-campaign' -f
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'create' -d 'Make campaigns from a file, from options, or from both.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'run' -d 'Do the run of campaigns whose time has come.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'report' -d 'Write who got what, who did not, and why.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'status' -d 'Write the state of campaigns, one word a line.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'list' -d 'Write the campaigns, the newest first, one line each.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'show' -d 'Write campaigns as JSON.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'pause' -d 'Stop runs, and hold back what waits in the outbox.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'resume' -d 'Take a pause back.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'delete' -d 'End campaigns, and take back what waits in the outbox.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'activities' -d 'Write one ActivityResponse a line for each run and treatment.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_positional "due-campaign" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" f file' -l 'file' -s 'f' -d 'Read definitions from FILE; - is standard input.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" segment' -l 'segment' -d 'Segment to write to.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" sms-template' -l 'sms-template' -d 'Template of the text message.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" sms-text' -l 'sms-text' -d 'Text of the message.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" email-template' -l 'email-template' -d 'Template of the mail.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" email-from' -l 'email-from' -d 'Who the mail is from: an address, or \'Name <address>\'.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" name' -l 'name' -d 'Name of the campaign (default: the segment\'s).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" start' -l 'start' -d 'When to send: now, an ISO 8601 time, or a while from now such as +15m (default: now).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" end' -l 'end' -d 'No run after TIME (ISO 8601).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" frequency' -l 'frequency' -d 'How often to send (default: once).' -rfka 'once hourly daily weekly monthly'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" type' -l 'type' -d 'transactional or promotional (default: transactional).' -rfka 'TRANSACTIONAL PROMOTIONAL'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" from' -l 'from' -d 'Number, short code or sender id to send from.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" holdout' -l 'holdout' -d 'Share of the members that gets nothing.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" limit-total' -l 'limit-total' -d 'Most messages of this campaign to one endpoint.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" limit-daily' -l 'limit-daily' -d 'Most messages of all campaigns to one endpoint in 24 hours.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" quiet' -l 'quiet' -d 'Hours in which nobody is written to.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" hook' -l 'hook' -d 'Ask a program about the members before messages are made: exec:COMMAND, coproc:COMMAND or https://URL.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" deliver' -l 'deliver' -d 'Let this program deliver: exec:COMMAND, coproc:COMMAND or https://URL.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" data' -l 'data' -d 'What it gets with the endpoints, as a template.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" deliver-to' -l 'deliver-to' -d 'Deliver to endpoints of these channels so, such as SMS,VOICE (default: CUSTOM).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" include-invalid' -l 'include-invalid' -d 'Write also to numbers that a validation found invalid.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" once-key' -l 'once-key' -d 'Make the campaign only once under this key.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign create" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" all-due' -l 'all-due' -d 'Run every campaign whose time has come.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" messages' -l 'messages' -d 'Write message records instead of filling the outbox.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" dry-run n' -s 'n' -l 'dry-run' -d 'Write the messages that would go out, and change nothing.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" events' -l 'events' -d 'Append events to FILE.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" emit' -l 'emit' -d 'Write results, or events in their place.' -rfka 'results events'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" via' -l 'via' -d 'What carries messages: simulate, spool:DIR, stdout, exec:COMMAND or https://URL; for text messages also sms-aws:REGION, sns:REGION, smstools:DIR, gammu:DIR or kannel:URL; for mail smtp://HOST, smtps://HOST, sendmail or ses:REGION.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run"' -l 'rate' -d 'Send at most N parts a second a sender; SENDER=N for one; repeatable.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" rate-unit' -l 'rate-unit' -d 'What a rate counts: part or message.' -rfka 'part message'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" attempts' -l 'attempts' -d 'Try a message N times before it is dead.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" on-uncertain' -l 'on-uncertain' -d 'A message that may or may not have been sent: hold, resend or assume-sent.' -rfka 'hold resend assume-sent'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" uncertain-after' -l 'uncertain-after' -d 'How long such a message rests before it is resent.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" max-wait' -l 'max-wait' -d 'Wait at most so long for something to do.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" limit' -l 'limit' -d 'Hand over at most N messages.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" timeout' -l 'timeout' -d 'How long a program may take for a message (default: 30s).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" idempotent' -l 'idempotent' -d 'The program takes a message whose key it has seen for done.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" hook' -l 'hook' -d 'Ask this program about the members, whatever campaigns name: exec:COMMAND, coproc:COMMAND or https://URL.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" hook-timeout' -l 'hook-timeout' -d 'How long a hook\'s answer may take (default: 15s).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" on-hook-error' -l 'on-hook-error' -d 'When a hook fails: stop, skip its members, or pass them on as they are (default: stop).' -rfka 'stop skip pass'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" run' -l 'run' -d 'The run that is meant (default: the latest).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" csv' -l 'csv' -d 'Write one row of CSV a member.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" jsonl' -l 'jsonl' -d 'Write one JSON object a member.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign status" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign status" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign status" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign status" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign status" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign list" jsonl' -l 'jsonl' -d 'Write one JSON object a line.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign list" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign list" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign list" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign show" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign show" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign show" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign pause" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign pause" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign pause" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign pause" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign pause" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign pause" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign resume" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign resume" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign resume" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign resume" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign resume" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign resume" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign delete" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign delete" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign delete" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign delete" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign delete"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign delete" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign delete" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign activities" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign activities" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign activities" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign activities" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign activities" version' -l 'version' -d 'Show the version.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign activities" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-campaign' -n '__due-campaign_should_offer_completions_for_flags_or_options "due-campaign help" version' -l 'version' -d 'Show the version.'
