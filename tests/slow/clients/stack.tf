# A healthcare team's ground, as Terraform makes, reads again and destroys it.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  type        = string
  description = "Where the account answers."
}

provider "aws" {
  region                      = "us-east-1"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true

  endpoints {
    ec2       = var.endpoint
    iam       = var.endpoint
    kms       = var.endpoint
    s3        = var.endpoint
    sagemaker = var.endpoint
    sts       = var.endpoint
  }

  default_tags {
    tags = {
      Team = "cardiology"
    }
  }
}

data "aws_caller_identity" "me" {}

resource "aws_kms_key" "records" {
  description             = "Cardiology records"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  rotation_period_in_days = 180
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_alias" "records" {
  name          = "alias/cardiology-records"
  target_key_id = aws_kms_key.records.key_id
}

resource "aws_s3_bucket" "records" {
  bucket = "cardiology-records"
}

resource "aws_s3_bucket_versioning" "records" {
  bucket = aws_s3_bucket.records.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "records" {
  bucket = aws_s3_bucket.records.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.records.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "records" {
  bucket                  = aws_s3_bucket.records.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "records" {
  bucket = aws_s3_bucket.records.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.records.arn}/*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
  depends_on = [aws_s3_bucket_public_access_block.records]
}

resource "aws_iam_role" "notebook" {
  name = "cardiology-notebook"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sagemaker.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.me.account_id } }
    }]
  })
}

resource "aws_iam_policy" "read" {
  name = "cardiology-read"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Read"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = [aws_s3_bucket.records.arn, "${aws_s3_bucket.records.arn}/*"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.notebook.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_role_policy" "decrypt" {
  name = "decrypt"
  role = aws_iam_role.notebook.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = aws_kms_key.records.arn
    }]
  })
}

resource "aws_vpc" "ward" {
  cidr_block           = "10.40.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "ward" {
  vpc_id            = aws_vpc.ward.id
  cidr_block        = "10.40.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_route_table" "ward" {
  vpc_id = aws_vpc.ward.id
}

resource "aws_route_table_association" "ward" {
  subnet_id      = aws_subnet.ward.id
  route_table_id = aws_route_table.ward.id
}

resource "aws_security_group" "ward" {
  name        = "cardiology"
  description = "TLS inside the ward"
  vpc_id      = aws_vpc.ward.id

  ingress {
    description = "TLS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [aws_vpc.ward.cidr_block]
  }
}

resource "aws_vpc_endpoint" "kms" {
  vpc_id              = aws_vpc.ward.id
  service_name        = "com.amazonaws.us-east-1.kms"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.ward.id]
  security_group_ids  = [aws_security_group.ward.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "kms:*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.me.account_id } }
    }]
  })
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.ward.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.ward.id]
}

resource "aws_sagemaker_notebook_instance" "ward" {
  name                   = "cardiology-notebook"
  role_arn               = aws_iam_role.notebook.arn
  instance_type          = "ml.t3.medium"
  kms_key_id             = aws_kms_key.records.arn
  subnet_id              = aws_subnet.ward.id
  security_groups        = [aws_security_group.ward.id]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"

  instance_metadata_service_configuration {
    minimum_instance_metadata_service_version = "2"
  }
}

# What the test reads with a client of its own.
output "key" {
  value = aws_kms_key.records.arn
}

output "endpoint" {
  value = aws_vpc_endpoint.kms.id
}
