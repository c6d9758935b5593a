function __due-send-email_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-send-email_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-send-email_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-send-email_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-send-email_parse_tokens -S
    set -l unparsed_tokens (__due-send-email_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-send-email'
        __due-send-email_parse_subcommand -r 1 'from=' 'type=' 'campaign=' 'template=' 'template-file=' 'ses-template=' 'strict-template' 'reply-to=' 'return-path=' 'verp=' 'verp-secret=' 'configuration-set=' 'unsubscribe=' 'unsubscribe-mail=' 'unsubscribe-secret=' 'users=' 'data=' 'at=' 'ttl=' 'dedup-window=' 'key-column=' 'address-column=' 'format=' 'rcpt=+' 'files=' 'attach=+' 'inline=+' 'link=' 'link-base=' 'link-secret=' 'presign=' 'link-ttl=' 'file-type=' 'max-size=' 'via=' 'rate=+' 'rate-unit=' 'attempts=' 'on-uncertain=' 'uncertain-after=' 'max-wait=' 'limit=' 'timeout=' 'idempotent' 'validate-only' 'dry-run' 'enqueue-only' 'drain' 'all-or-nothing' 'stream' 'o/output=' 'emit=' 'events=' 'rejects=' 'max-rejects=' 'strict' 'store=' 'project=' 'now=' 'summary' 'notify=+' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __due-send-email_parse_subcommand -r 1 'version'
        end
    end
end

function __due-send-email_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-send-email_parse_subcommand -S -a positional_count
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

function __due-send-email_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-send-email_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-send-email_tokens -p)
    if test -z "$(__due-send-email_tokens -t)"
        set -l index (count (__due-send-email_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-send-email' -f
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" from' -l 'from' -d 'Sender of mails that name none: \'Name <address>\' or an address.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" type' -l 'type' -d 'Type of mails that name none: promotional (default) or transactional.' -rfka 'TRANSACTIONAL PROMOTIONAL'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" campaign' -l 'campaign' -d 'Campaign of mails that name none.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" template' -l 'template' -d 'Template, of the store, of records that have no text.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" template-file' -l 'template-file' -d 'The same, of a file in Pinpoint\'s or SES\'s form.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" ses-template' -l 'ses-template' -d 'Template, of those that SES keeps, of records that have no text.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" strict-template' -l 'strict-template' -d 'Reject records that lack a value which the template names.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" reply-to' -l 'reply-to' -d 'Where answers go, for mails that do not say.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" return-path' -l 'return-path' -d 'Where bounces go; {key} in it stands for the message\'s key.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" verp' -l 'verp' -d 'Where bounces go, each to an address of its own: ADDRESS with the message\'s key in it.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" verp-secret' -l 'verp-secret' -d 'File of mode 0600 with the secret of such addresses.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" configuration-set' -l 'configuration-set' -d 'Configuration set of SES, for mails that name none.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" unsubscribe' -l 'unsubscribe' -d 'Page for one-click unsubscribing: https://…/{token}.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" unsubscribe-mail' -l 'unsubscribe-mail' -d 'Mailbox for the same: unsub+{token}@…' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" unsubscribe-secret' -l 'unsubscribe-secret' -d 'File of mode 0600 with the secret of tokens.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" users' -l 'users' -d 'CSV file with what is known of users, by user_id.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" data' -l 'data' -d 'As in Pinpoint\'s custom channel: NAME,TEMPLATE,SENDER,MODE,PREFIX,KIND.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" at' -l 'at' -d 'Send nothing before TIME.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" ttl' -l 'ttl' -d 'Send nothing that is older than SPAN.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" dedup-window' -l 'dedup-window' -d 'Let a mail be sent again after SPAN.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" key-column' -l 'key-column' -d 'Column with the message\'s key.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" address-column' -l 'address-column' -d 'Column with the recipient\'s address.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" format' -l 'format' -d 'Format of the input: csv, jsonl, or mime, which is whole mails.' -rfka 'csv jsonl mime'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email"' -l 'rcpt' -d 'Who gets whole mails, in place of To, Cc and Bcc; repeatable.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" files' -l 'files' -d 'Directory of attachments; nothing outside of it is read.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email"' -l 'attach' -d 'Attach the file of that name: \'Bill_{id}.pdf\'; repeatable.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email"' -l 'inline' -d 'Put an image into the HTML text, as cid:CID; repeatable.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" link' -l 'link' -d 'Link to the file of that name in place of attaching.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" link-base' -l 'link-base' -d 'What links begin with: https://….' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" link-secret' -l 'link-secret' -d 'File of mode 0600 with the secret of links.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" presign' -l 'presign' -d 'Link to objects of S3, signed: s3:REGION/BUCKET[/PREFIX].' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" link-ttl' -l 'link-ttl' -d 'How long links hold (default: 1h).' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" file-type' -l 'file-type' -d 'Suffix of files that --data names (default: .pdf).' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" max-size' -l 'max-size' -d 'The most bytes of a mail\'s files together (default: 10485760).' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" via' -l 'via' -d 'What carries messages: simulate, spool:DIR, stdout, exec:COMMAND or https://URL; for text messages also sms-aws:REGION, sns:REGION, smstools:DIR, gammu:DIR or kannel:URL; for mail smtp://HOST, smtps://HOST, sendmail or ses:REGION.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email"' -l 'rate' -d 'Send at most N parts a second a sender; SENDER=N for one; repeatable.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" rate-unit' -l 'rate-unit' -d 'What a rate counts: part or message.' -rfka 'part message'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" attempts' -l 'attempts' -d 'Try a message N times before it is dead.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" on-uncertain' -l 'on-uncertain' -d 'A message that may or may not have been sent: hold, resend or assume-sent.' -rfka 'hold resend assume-sent'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" uncertain-after' -l 'uncertain-after' -d 'How long such a message rests before it is resent.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" max-wait' -l 'max-wait' -d 'Wait at most so long for something to do.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" limit' -l 'limit' -d 'Hand over at most N messages.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" timeout' -l 'timeout' -d 'How long a program may take for a message (default: 30s).' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" idempotent' -l 'idempotent' -d 'The program takes a message whose key it has seen for done.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" validate-only' -l 'validate-only' -d 'Check the input, and do nothing with it.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" dry-run' -l 'dry-run' -d 'Say what would be sent, and send nothing.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" enqueue-only' -l 'enqueue-only' -d 'Put messages into the outbox, and send nothing.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" drain' -l 'drain' -d 'Send what waits in the outbox; read nothing.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" all-or-nothing' -l 'all-or-nothing' -d 'Send nothing at all when a record is rejected.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" stream' -l 'stream' -d 'Send while reading, not after all is read and checked.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" o output' -s 'o' -l 'output' -d 'Write results to FILE when complete.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" emit' -l 'emit' -d 'Write results, or events in their place.' -rfka 'results events'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" events' -l 'events' -d 'Append events to FILE.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" version' -l 'version' -d 'Show the version.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_positional "due-send-email" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-send-email' -n '__due-send-email_should_offer_completions_for_flags_or_options "due-send-email help" version' -l 'version' -d 'Show the version.'
