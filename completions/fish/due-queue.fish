function __due-queue_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-queue_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-queue_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-queue_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-queue_parse_tokens -S
    set -l unparsed_tokens (__due-queue_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-queue'
        __due-queue_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'status'
            __due-queue_parse_subcommand 0 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'batches'
            __due-queue_parse_subcommand 0 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'list'
            __due-queue_parse_subcommand 0 'state=+' 'batch=' 'code=' 'limit=' 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'show'
            __due-queue_parse_subcommand 1 'store=' 'project=' 'version' 'h/help'
        case 'drain'
            __due-queue_parse_subcommand 0 'via=' 'rate=+' 'rate-unit=' 'attempts=' 'on-uncertain=' 'uncertain-after=' 'max-wait=' 'limit=' 'timeout=' 'idempotent' 'o/output=' 'emit=' 'events=' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'pause'
            __due-queue_parse_subcommand -r 1 'n/dry-run' 'store=' 'project=' 'version' 'h/help'
        case 'resume'
            __due-queue_parse_subcommand -r 1 'n/dry-run' 'store=' 'project=' 'version' 'h/help'
        case 'cancel'
            __due-queue_parse_subcommand -r 1 'key=+' 'n/dry-run' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'retry'
            __due-queue_parse_subcommand -r 1 'batch=' 'code=' 'all' 'n/dry-run' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'resolve'
            __due-queue_parse_subcommand 2 'n/dry-run' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'settle'
            __due-queue_parse_subcommand -r 1 'n/dry-run' 'rejects=' 'max-rejects=' 'strict' 'summary' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'dead'
            __due-queue_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __due-queue_parse_subcommand 0 'batch=' 'code=' 'jsonl' 'store=' 'project=' 'version' 'h/help'
            case 'requeue'
                __due-queue_parse_subcommand -r 1 'batch=' 'code=' 'all' 'n/dry-run' 'now=' 'store=' 'project=' 'version' 'h/help'
            case 'drop'
                __due-queue_parse_subcommand -r 1 'batch=' 'code=' 'all' 'n/dry-run' 'store=' 'project=' 'version' 'h/help'
            end
        case 'gc'
            __due-queue_parse_subcommand 0 'older=' 'n/dry-run' 'now=' 'store=' 'project=' 'version' 'h/help'
        case 'help'
            __due-queue_parse_subcommand -r 1 'version'
        end
    end
end

function __due-queue_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-queue_parse_subcommand -S -a positional_count
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

function __due-queue_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-queue_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-queue_tokens -p)
    if test -z "$(__due-queue_tokens -t)"
        set -l index (count (__due-queue_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-queue' -f
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'status' -d 'Count messages by channel, sender and state.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'batches' -d 'List batches, and how many of their messages wait.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'list' -d 'List messages and how they stand.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'show' -d 'Show a message and what was tried with it.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'drain' -d 'Send what waits.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'pause' -d 'Send nothing of batches for now.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'resume' -d 'Send batches again.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'cancel' -d 'Take back the messages of batches that wait.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'retry' -d 'Try dead messages again, and deferred ones now.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'resolve' -d 'Say whether an uncertain message was sent.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'settle' -d 'Settle uncertain mails by events that tell of them.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'dead' -d 'List, requeue or drop dead letters.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'gc' -d 'Forget messages that came to an end long ago.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue status" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue status" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue status" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue status" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue status" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue batches" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue batches" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue batches" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue batches" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue batches" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list"' -l 'state' -d 'Messages in STATE only; repeatable.' -rfka 'ready standby submitting accepted rejected uncertain suppressed expired dead cancelled'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" batch' -l 'batch' -d 'Messages of BATCH only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" code' -l 'code' -d 'Messages with CODE only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" limit' -l 'limit' -d 'List at most N.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue show" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" via' -l 'via' -d 'What carries messages: simulate, spool:DIR, stdout, exec:COMMAND or https://URL; for text messages also sms-aws:REGION, sns:REGION, smstools:DIR, gammu:DIR or kannel:URL; for mail smtp://HOST, smtps://HOST, sendmail or ses:REGION.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain"' -l 'rate' -d 'Send at most N parts a second a sender; SENDER=N for one; repeatable.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" rate-unit' -l 'rate-unit' -d 'What a rate counts: part or message.' -rfka 'part message'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" attempts' -l 'attempts' -d 'Try a message N times before it is dead.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" on-uncertain' -l 'on-uncertain' -d 'A message that may or may not have been sent: hold, resend or assume-sent.' -rfka 'hold resend assume-sent'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" uncertain-after' -l 'uncertain-after' -d 'How long such a message rests before it is resent.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" max-wait' -l 'max-wait' -d 'Wait at most so long for something to do.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" limit' -l 'limit' -d 'Hand over at most N messages.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" timeout' -l 'timeout' -d 'How long a program may take for a message (default: 30s).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" idempotent' -l 'idempotent' -d 'The program takes a message whose key it has seen for done.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" o output' -s 'o' -l 'output' -d 'Write results to FILE when complete.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" emit' -l 'emit' -d 'Write results, or events in their place.' -rfka 'results events'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" events' -l 'events' -d 'Append events to FILE.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue drain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue pause" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue pause" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue pause" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue pause" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue pause" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resume" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resume" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resume" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resume" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resume" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue cancel"' -l 'key' -d 'Take back the message of KEY; repeatable.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue cancel" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue cancel" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue cancel" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue cancel" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue cancel" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue cancel" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" batch' -l 'batch' -d 'Messages of BATCH only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" code' -l 'code' -d 'Messages with CODE only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" all' -l 'all' -d 'All of them.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue retry" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue resolve" -eq 1' -fka 'sent unsent'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resolve" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resolve" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resolve" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resolve" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resolve" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue resolve" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" dry-run n' -s 'n' -l 'dry-run' -d 'Count the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue settle" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue dead" -eq 1' -fa 'list' -d 'List dead letters; end with 1 when there are any.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue dead" -eq 1' -fa 'requeue' -d 'Try dead letters again.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_positional "due-queue dead" -eq 1' -fa 'drop' -d 'Give dead letters up.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead list" batch' -l 'batch' -d 'Messages of BATCH only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead list" code' -l 'code' -d 'Messages with CODE only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead list" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead list" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" batch' -l 'batch' -d 'Messages of BATCH only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" code' -l 'code' -d 'Messages with CODE only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" all' -l 'all' -d 'All of them.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead requeue" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" batch' -l 'batch' -d 'Messages of BATCH only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" code' -l 'code' -d 'Messages with CODE only.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" all' -l 'all' -d 'All of them.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue dead drop" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue gc" older' -l 'older' -d 'Older than SPAN, such as 90d.' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue gc" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue gc" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue gc" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue gc" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue gc" version' -l 'version' -d 'Show the version.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue gc" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-queue' -n '__due-queue_should_offer_completions_for_flags_or_options "due-queue help" version' -l 'version' -d 'Show the version.'
