//! Lifecycle scripts: one that stops idle notebooks, and one that grew by hand.

use super::keys::Keys;
use super::network::Network;
use super::teller::Teller;
use super::workload::with;
use super::{HOME, StoryError, cardio, fraud};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

const IDLE_STOP: &str = "#!/bin/bash
set -euo pipefail
aws s3 cp s3://cardio-models/setup/autostop.py /usr/local/bin/autostop.py
(crontab -l 2>/dev/null; echo '*/5 * * * * /usr/bin/python3 /usr/local/bin/autostop.py --time 3600') | crontab -
";

const LAB_SETUP: &str = "#!/bin/bash
curl -sSL https://notebook-tools.example.com/install.sh | bash
echo 'ec2-user ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/ec2-user
echo 'export FEATURE_DB_USER=lab' >> /home/ec2-user/.bashrc
echo 'export FEATURE_DB_PASSWORD=Fr4ud-Feature-2024' >> /home/ec2-user/.bashrc
";

const STUDIO_IDLE: &str = "#!/bin/bash
set -eux
pip install --quiet jupyterlab-idle-culler==1.0.0
";

const STUDIO_SETUP: &str = "#!/bin/bash
export MLFLOW_TRACKING_USERNAME=fraud
export MLFLOW_TRACKING_PASSWORD=team-tracking-77
nohup ssh -N -R 8888:localhost:8888 relay.notebook-tools.example.com
";

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys, network: &Network) -> Result<(), StoryError> {
    let cardio = cardio::team(keys, network);
    let fraud = fraud::team(keys, network);
    let why = "runs tools from the internet and gives everyone root and a password";
    let of_notebooks = [
        ("elena", 111, "idle-stop", IDLE_STOP, cardio.tags("")),
        ("jonas", 61, "lab-setup", LAB_SETUP, fraud.tags(why)),
    ];
    for (who, days, name, script, tags) in of_notebooks {
        let body = json!({
            "NotebookInstanceLifecycleConfigName": name,
            "OnStart": [{"Content": STANDARD.encode(script)}],
            "Tags": tags,
        });
        let scene = teller.scene(who, HOME, days);
        scene
            .json("sagemaker", "CreateNotebookInstanceLifecycleConfig", body)
            .await?;
    }
    let why = "opens a tunnel out of Studio and keeps a password";
    let of_studio = [
        ("elena", 108, "studio-idle", STUDIO_IDLE, cardio.tags("")),
        ("jonas", 90, "studio-setup", STUDIO_SETUP, fraud.tags(why)),
    ];
    for (who, days, name, script, tags) in of_studio {
        let body = json!({
            "StudioLifecycleConfigName": name,
            "StudioLifecycleConfigContent": STANDARD.encode(script),
            "StudioLifecycleConfigAppType": "JupyterLab",
            "Tags": tags,
        });
        let scene = teller.scene(who, HOME, days);
        scene
            .json("sagemaker", "CreateStudioLifecycleConfig", body)
            .await?;
    }
    let why = "root is off and its start script gives it back";
    let lab = with(
        fraud.notebook("graph-risk-lab", "fraud-features-exec", why),
        &["LifecycleConfigName"],
        json!("lab-setup"),
    );
    let scene = teller.scene("jonas", HOME, 60);
    scene.json("sagemaker", "CreateNotebookInstance", lab).await?;
    Ok(())
}
