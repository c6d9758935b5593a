function __due-send-sms_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-send-sms_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-send-sms_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-send-sms_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-send-sms_parse_tokens -S
    set -l unparsed_tokens (__due-send-sms_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-send-sms'
        __due-send-sms_parse_subcommand -r 1 'from=' 'type=' 'campaign=' 'template=' 'at=' 'ttl=' 'window=' 'tz-column=' 'default-tz=' 'max-parts=' 'transliterate=' 'dedup-on=' 'dedup-window=' 'key-column=' 'format=' 'default-country=' 'assume-us' 'via=' 'rate=+' 'rate-unit=' 'attempts=' 'on-uncertain=' 'uncertain-after=' 'max-wait=' 'limit=' 'timeout=' 'idempotent' 'validate-only' 'dry-run' 'enqueue-only' 'drain' 'all-or-nothing' 'stream' 'o/output=' 'emit=' 'events=' 'rejects=' 'max-rejects=' 'strict' 'store=' 'project=' 'now=' 'summary' 'notify=+' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-send-sms_parse_subcommand -r 1 'version'
        end
    end
end

function __due-send-sms_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-send-sms_parse_subcommand -S -a positional_count
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

function __due-send-sms_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-send-sms_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-send-sms_tokens -p)
    if test -z "$(__due-send-sms_tokens -t)"
        set -l index (count (__due-send-sms_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-send-sms' -f
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" from' -l 'from' -d 'Sender of messages that name none.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" type' -l 'type' -d 'Type of messages that name none: transactional or promotional.' -rfka 'TRANSACTIONAL PROMOTIONAL'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" campaign' -l 'campaign' -d 'Campaign of messages that name none.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" template' -l 'template' -d 'Text of messages that have none: FILE with {{column}} in it.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" at' -l 'at' -d 'Send nothing before TIME.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" ttl' -l 'ttl' -d 'Send nothing that is older than SPAN.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" window' -l 'window' -d 'Send promotional messages between these local times only.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" tz-column' -l 'tz-column' -d 'Column with the recipient\'s time zone.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" default-tz' -l 'default-tz' -d 'Time zone of recipients of whom none is known.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" max-parts' -l 'max-parts' -d 'Reject messages of more than N parts.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" transliterate' -l 'transliterate' -d 'Put GSM characters for others: typographic, or lossy for accents too.' -rfka 'typographic lossy'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" dedup-on' -l 'dedup-on' -d 'What makes two records one message: columns, or number, campaign, sender, message.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" dedup-window' -l 'dedup-window' -d 'Let a message be sent again after SPAN.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" key-column' -l 'key-column' -d 'Column with the message\'s key.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" format' -l 'format' -d 'Format of the input: csv or jsonl.' -rfka 'csv jsonl'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" default-country' -l 'default-country' -d 'Take numbers without a country to be of COUNTRY, such as GB.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" assume-us' -l 'assume-us' -d 'Take ten digits of no country to be a number of the United States.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" via' -l 'via' -d 'What carries messages: simulate, spool:DIR, stdout, exec:COMMAND or https://URL; for text messages also sms-aws:REGION, sns:REGION, smstools:DIR, gammu:DIR or kannel:URL; for mail smtp://HOST, smtps://HOST, sendmail or ses:REGION.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms"' -l 'rate' -d 'Send at most N parts a second a sender; SENDER=N for one; repeatable.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" rate-unit' -l 'rate-unit' -d 'What a rate counts: part or message.' -rfka 'part message'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" attempts' -l 'attempts' -d 'Try a message N times before it is dead.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" on-uncertain' -l 'on-uncertain' -d 'A message that may or may not have been sent: hold, resend or assume-sent.' -rfka 'hold resend assume-sent'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" uncertain-after' -l 'uncertain-after' -d 'How long such a message rests before it is resent.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" max-wait' -l 'max-wait' -d 'Wait at most so long for something to do.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" limit' -l 'limit' -d 'Hand over at most N messages.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" timeout' -l 'timeout' -d 'How long a program may take for a message (default: 30s).' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" idempotent' -l 'idempotent' -d 'The program takes a message whose key it has seen for done.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" validate-only' -l 'validate-only' -d 'Check the input, and do nothing with it.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" dry-run' -l 'dry-run' -d 'Say what would be sent, and send nothing.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" enqueue-only' -l 'enqueue-only' -d 'Put messages into the outbox, and send nothing.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" drain' -l 'drain' -d 'Send what waits in the outbox; read nothing.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" all-or-nothing' -l 'all-or-nothing' -d 'Send nothing at all when a record is rejected.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" stream' -l 'stream' -d 'Send while reading, not after all is read and checked.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" o output' -s 'o' -l 'output' -d 'Write results to FILE when complete.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" emit' -l 'emit' -d 'Write results, or events in their place.' -rfka 'results events'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" events' -l 'events' -d 'Append events to FILE.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" version' -l 'version' -d 'Show the version.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_positional "due-send-sms" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-send-sms' -n '__due-send-sms_should_offer_completions_for_flags_or_options "due-send-sms help" version' -l 'version' -d 'Show the version.'
