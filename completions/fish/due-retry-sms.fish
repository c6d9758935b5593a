function __due-retry-sms_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-retry-sms_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-retry-sms_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-retry-sms_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-retry-sms_parse_tokens -S
    set -l unparsed_tokens (__due-retry-sms_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-retry-sms'
        __due-retry-sms_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'ingest'
            __due-retry-sms_parse_subcommand -r 1 'retry-on=' 'max-retries=' 'backoff=' 'jitter=' 'max-age=+' 'rotate-from=' 'key-member=' 'o/output=' 'n/dry-run' 'rejects=' 'max-rejects=' 'strict' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'run'
            __due-retry-sms_parse_subcommand 0 'supersede-by=' 'n/dry-run' 'via=' 'rate=+' 'rate-unit=' 'attempts=' 'on-uncertain=' 'uncertain-after=' 'max-wait=' 'limit=' 'timeout=' 'idempotent' 'o/output=' 'emit=' 'events=' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'show'
            __due-retry-sms_parse_subcommand 0 'key=+' 'state=+' 'exhausted' 'store=' 'project=' 'version' 'h/help'
        case 'report'
            __due-retry-sms_parse_subcommand 0 'since=' 'store=' 'project=' 'version' 'h/help'
        case 'register'
            __due-retry-sms_parse_subcommand -r 1 'from=' 'type=' 'campaign=' 'key-column=' 'default-country=' 'assume-us' 'format=' 'n/dry-run' 'rejects=' 'max-rejects=' 'strict' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'help'
            __due-retry-sms_parse_subcommand -r 1 'version'
        end
    end
end

function __due-retry-sms_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-retry-sms_parse_subcommand -S -a positional_count
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

function __due-retry-sms_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-retry-sms_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-retry-sms_tokens -p)
    if test -z "$(__due-retry-sms_tokens -t)"
        set -l index (count (__due-retry-sms_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-retry-sms' -f
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms" version' -l 'version' -d 'Show the version.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_positional "due-retry-sms" -eq 1' -fa 'ingest' -d 'Read delivery events, and decide what is sent again and when.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_positional "due-retry-sms" -eq 1' -fa 'run' -d 'Send the retries that are due.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_positional "due-retry-sms" -eq 1' -fa 'show' -d 'Show how messages stand that have failed at least once.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_positional "due-retry-sms" -eq 1' -fa 'report' -d 'Count what was delivered by attempt, and what retries recovered.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_positional "due-retry-sms" -eq 1' -fa 'register' -d 'Make messages known that other software sent.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_positional "due-retry-sms" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" retry-on' -l 'retry-on' -d 'Statuses that lead to a retry, with commas between (default: all transient ones).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" max-retries' -l 'max-retries' -d 'Retry a message at most N times.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" backoff' -l 'backoff' -d 'How long after each failure; the last serves all further ones.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" jitter' -l 'jitter' -d 'Up to so much more or less.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest"' -l 'max-age' -d 'Retry nothing so long after its first send (default: 24h); NAME=SPAN for a campaign or a type; repeatable.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" rotate-from' -l 'rotate-from' -d 'Send each retry from the next of these senders.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" key-member' -l 'key-member' -d 'Member of the context that has the key of other software.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" o output' -l 'output' -s 'o' -d 'Write decisions to FILE when complete.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" dry-run n' -s 'n' -l 'dry-run' -d 'Write the same decisions, and change nothing.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" version' -l 'version' -d 'Show the version.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms ingest" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" supersede-by' -l 'supersede-by' -d 'Send nothing again when a later message has the same context.NAME, or goes to the same number (to).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" dry-run n' -s 'n' -l 'dry-run' -d 'Write what would be sent, and send nothing.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" via' -l 'via' -d 'What carries messages: simulate, spool:DIR, stdout, exec:COMMAND or https://URL; for text messages also sms-aws:REGION, sns:REGION, smstools:DIR, gammu:DIR or kannel:URL; for mail smtp://HOST, smtps://HOST, sendmail or ses:REGION.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run"' -l 'rate' -d 'Send at most N parts a second a sender; SENDER=N for one; repeatable.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" rate-unit' -l 'rate-unit' -d 'What a rate counts: part or message.' -rfka 'part message'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" attempts' -l 'attempts' -d 'Try a message N times before it is dead.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" on-uncertain' -l 'on-uncertain' -d 'A message that may or may not have been sent: hold, resend or assume-sent.' -rfka 'hold resend assume-sent'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" uncertain-after' -l 'uncertain-after' -d 'How long such a message rests before it is resent.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" max-wait' -l 'max-wait' -d 'Wait at most so long for something to do.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" limit' -l 'limit' -d 'Hand over at most N messages.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" timeout' -l 'timeout' -d 'How long a program may take for a message (default: 30s).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" idempotent' -l 'idempotent' -d 'The program takes a message whose key it has seen for done.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" o output' -s 'o' -l 'output' -d 'Write results to FILE when complete.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" emit' -l 'emit' -d 'Write results, or events in their place.' -rfka 'results events'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" events' -l 'events' -d 'Append events to FILE.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" version' -l 'version' -d 'Show the version.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms show"' -l 'key' -d 'The message of KEY only; repeatable.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms show"' -l 'state' -d 'Messages in STATE only; repeatable.' -rfka 'scheduled sending waiting delivered closed expired exhausted'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms show" exhausted' -l 'exhausted' -d 'The same as --state exhausted.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms show" version' -l 'version' -d 'Show the version.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms report" since' -l 'since' -d 'Count messages first sent at TIME or later.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms report" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms report" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms report" version' -l 'version' -d 'Show the version.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" from' -l 'from' -d 'Sender of messages that name none.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" type' -l 'type' -d 'Type of messages that name none: transactional or promotional.' -rfka 'TRANSACTIONAL PROMOTIONAL'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" campaign' -l 'campaign' -d 'Campaign of messages that name none.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" key-column' -l 'key-column' -d 'Column with the message\'s key.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" default-country' -l 'default-country' -d 'Take numbers without a country to be of COUNTRY, such as GB.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" assume-us' -l 'assume-us' -d 'Take ten digits of no country to be a number of the United States.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" format' -l 'format' -d 'Format of the input: csv or jsonl.' -rfka 'csv jsonl'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" dry-run n' -s 'n' -l 'dry-run' -d 'Check the input, and change nothing.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" version' -l 'version' -d 'Show the version.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms register" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-retry-sms' -n '__due-retry-sms_should_offer_completions_for_flags_or_options "due-retry-sms help" version' -l 'version' -d 'Show the version.'
