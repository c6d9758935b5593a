function __due-load-test_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-load-test_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-load-test_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-load-test_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-load-test_parse_tokens -S
    set -l unparsed_tokens (__due-load-test_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-load-test'
        __due-load-test_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'run'
            __due-load-test_parse_subcommand 1 'name=' 'phase=+' 'from=' 'recipient=+' 'arrival=' 'seed=' 'expect=+' 'real-recipients' 'via=' 'rate=+' 'rate-unit=' 'attempts=' 'on-uncertain=' 'uncertain-after=' 'max-wait=' 'limit=' 'timeout=' 'idempotent' 'format=' 'o/output=' 'json=' 'csv=' 'chart-library=' 'template=' 'title=' 'events=' 'dry-run' 'notify=+' 'store=' 'project=' 'now=' 'summary' 'version' 'h/help'
        case 'report'
            __due-load-test_parse_subcommand -r 2 'format=' 'o/output=' 'json=' 'csv=' 'chart-library=' 'template=' 'title=' 'rejects=' 'max-rejects=' 'strict' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'list'
            __due-load-test_parse_subcommand 0 'jsonl' 'store=' 'project=' 'version' 'h/help'
        case 'generate'
            __due-load-test_parse_subcommand 1 'name=' 'phase=+' 'from=' 'recipient=+' 'arrival=' 'seed=' 'expect=+' 'real-recipients' 'o/output=' 'store=' 'project=' 'now=' 'version' 'h/help'
        case 'help'
            __due-load-test_parse_subcommand -r 1 'version'
        end
    end
end

function __due-load-test_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-load-test_parse_subcommand -S -a positional_count
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

function __due-load-test_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-load-test_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-load-test_tokens -p)
    if test -z "$(__due-load-test_tokens -t)"
        set -l index (count (__due-load-test_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-load-test' -f
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test" version' -l 'version' -d 'Show the version.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_positional "due-load-test" -eq 1' -fa 'run' -d 'Run a scenario, and report.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_positional "due-load-test" -eq 1' -fa 'report' -d 'Report what a run came to.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_positional "due-load-test" -eq 1' -fa 'list' -d 'List runs.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_positional "due-load-test" -eq 1' -fa 'generate' -d 'Write the messages of a scenario as records.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_positional "due-load-test" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" name' -l 'name' -d 'What the run is called (default: the file\'s).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run"' -l 'phase' -d 'A phase: RATE:SPAN or FROM..TO:SPAN, and NAME= before it; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" from' -l 'from' -d 'Sender of the mails.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run"' -l 'recipient' -d 'Recipient, and =WEIGHT behind it: success, bounce, complaint, ooto or suppressionlist of SES\'s simulator, or an address; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" arrival' -l 'arrival' -d 'Spread messages evenly, constant, or by chance, poisson.' -rfka 'constant poisson'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" seed' -l 'seed' -d 'What chance depends on.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run"' -l 'expect' -d 'What must hold, such as p99=500ms, min_rate=90 or failed=1%; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" real-recipients' -l 'real-recipients' -d 'Send to others than SES\'s mailbox simulator.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" via' -l 'via' -d 'What carries messages: simulate, spool:DIR, stdout, exec:COMMAND or https://URL; for text messages also sms-aws:REGION, sns:REGION, smstools:DIR, gammu:DIR or kannel:URL; for mail smtp://HOST, smtps://HOST, sendmail or ses:REGION.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run"' -l 'rate' -d 'Send at most N parts a second a sender; SENDER=N for one; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" rate-unit' -l 'rate-unit' -d 'What a rate counts: part or message.' -rfka 'part message'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" attempts' -l 'attempts' -d 'Try a message N times before it is dead.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" on-uncertain' -l 'on-uncertain' -d 'A message that may or may not have been sent: hold, resend or assume-sent.' -rfka 'hold resend assume-sent'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" uncertain-after' -l 'uncertain-after' -d 'How long such a message rests before it is resent.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" max-wait' -l 'max-wait' -d 'Wait at most so long for something to do.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" limit' -l 'limit' -d 'Hand over at most N messages.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" timeout' -l 'timeout' -d 'How long a program may take for a message (default: 30s).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" idempotent' -l 'idempotent' -d 'The program takes a message whose key it has seen for done.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" format' -l 'format' -d 'text, html, json or csv, which is the steps (default: text).' -rfka 'text html json csv'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" o output' -l 'output' -s 'o' -d 'Write FILE instead of standard output.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" json' -l 'json' -d 'Write the figures as JSON too.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" csv' -l 'csv' -d 'Write each section as CSV into DIR too.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" chart-library' -l 'chart-library' -d 'Chart.js, to be put into the page.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" template' -l 'template' -d 'The page, as a template.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" title' -l 'title' -d 'What the page is called (default: Load test).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" events' -l 'events' -d 'Append events to FILE.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" dry-run' -l 'dry-run' -d 'Say what would be sent, and send nothing.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" version' -l 'version' -d 'Show the version.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" format' -l 'format' -d 'text, html, json or csv, which is the steps (default: text).' -rfka 'text html json csv'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" o output' -l 'output' -s 'o' -d 'Write FILE instead of standard output.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" json' -l 'json' -d 'Write the figures as JSON too.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" csv' -l 'csv' -d 'Write each section as CSV into DIR too.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" chart-library' -l 'chart-library' -d 'Chart.js, to be put into the page.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" template' -l 'template' -d 'The page, as a template.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" title' -l 'title' -d 'What the page is called (default: Load test).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" version' -l 'version' -d 'Show the version.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test list" jsonl' -l 'jsonl' -d 'Write JSON lines on a terminal too.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test list" version' -l 'version' -d 'Show the version.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" name' -l 'name' -d 'What the run is called (default: the file\'s).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate"' -l 'phase' -d 'A phase: RATE:SPAN or FROM..TO:SPAN, and NAME= before it; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" from' -l 'from' -d 'Sender of the mails.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate"' -l 'recipient' -d 'Recipient, and =WEIGHT behind it: success, bounce, complaint, ooto or suppressionlist of SES\'s simulator, or an address; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" arrival' -l 'arrival' -d 'Spread messages evenly, constant, or by chance, poisson.' -rfka 'constant poisson'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" seed' -l 'seed' -d 'What chance depends on.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate"' -l 'expect' -d 'What must hold, such as p99=500ms, min_rate=90 or failed=1%; repeatable.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" real-recipients' -l 'real-recipients' -d 'Send to others than SES\'s mailbox simulator.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" o output' -l 'output' -s 'o' -d 'Write FILE, which is replaced when complete, instead of standard output.' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" version' -l 'version' -d 'Show the version.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test generate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-load-test' -n '__due-load-test_should_offer_completions_for_flags_or_options "due-load-test help" version' -l 'version' -d 'Show the version.'
